import type { IncomingMessage, ServerResponse } from 'node:http';
import { SANDBOX_HEADER } from '../../api/sandbox-header.ts';
import { clientOpenApiRoute } from '../../lambda/openapi/contract.ts';
import { type ProviderId, providerOf } from '../../lambda/providers.ts';

/** A provider, and whether it has keys of its own. */
interface Marked {
  readonly id: ProviderId;
  readonly isDemo: boolean;
}

/**
 * Tells the console which tokens open nothing, by a header on the contract’s answer. It is put on here, outside of what is
 * deployed, so that no deployed stage tells anybody.
 */
export function sandboxMark(providers: readonly Marked[]) {
  const demo = new Set(providers.flatMap(({ id, isDemo }) => (isDemo ? [id] : [])));
  const names = [...demo].flatMap((id) => providerOf(id).routes.map(({ name }) => name));
  return ({ url = '' }: Pick<IncomingMessage, 'url'>, response: Pick<ServerResponse, 'setHeader'>): void => {
    if (names.length > 0 && url.split('?', 1)[0] === clientOpenApiRoute.path) {
      response.setHeader(SANDBOX_HEADER, names.join(' '));
    }
  };
}
