import { interactivityTokenRoute } from '../../api/interactivity.ts';
import type { Rights } from '../shared/rights.ts';
import { type Handler, on, serve } from '../shared/serve.ts';
import type { InteractivityKeys } from './keys.ts';
import type { ProviderToken } from './provider.ts';
import { tokenSource } from './token-source.ts';

/** @param request asks the provider for a new token. */
export function createHandler(
  keys: () => Promise<InteractivityKeys>,
  request: (keys: InteractivityKeys) => Promise<ProviderToken>,
  now: () => number,
  rights: Rights,
): Handler {
  const token = tokenSource(keys, request, now);
  return serve([on(interactivityTokenRoute, ({ renew }) => token(renew === 'true'))], now, rights);
}
