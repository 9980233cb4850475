import { tokenIn } from '../api/token-in.ts';
import type { TokenRequest } from '../lambda/shared/decoding/decode.ts';
import { clientSnippet } from './client-snippet.ts';
import type { Operation } from './contract.ts';
import { copyable } from './copyable.ts';
import { countdown } from './countdown.ts';
import { curlLine } from './curl-line.ts';
import { decoded } from './decoded.ts';
import { element } from './element.ts';
import type { VendedToken } from './provider-pages.ts';

/** The fields that the client gives for every token. */
export interface VendedAnswer {
  readonly expiresAt: string;
  readonly lifetimeMs: number;
}

/** Shows a token: its remaining time, its contents, and how to get the next one. */
export async function tokenView(
  caller: string,
  operation: Operation,
  { field, decode }: Pick<VendedToken, 'field' | 'decode'>,
  asked: TokenRequest,
  { lifetimeMs, ...answer }: VendedAnswer,
): Promise<HTMLElement> {
  const token = tokenIn(answer, field) ?? '';
  const { format, rows } = await decoded(decode, token, asked);
  return element(
    'div',
    {},
    element('h3', {}, format),
    countdown(lifetimeMs),
    element(
      'dl',
      {},
      ...[['expiresAt', answer.expiresAt] as const, ...rows].flatMap(([name, value]) => [
        element('dt', {}, name),
        element('dd', {}, value),
      ]),
    ),
    copyable('Token', token),
    copyable('With curl', curlLine(location.origin, caller, operation, asked)),
    copyable('With the client', clientSnippet(location.origin, operation, asked)),
  );
}
