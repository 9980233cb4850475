import { tokenIn, WHOLE_ANSWER } from '../api/token-in.ts';
import type { Decoded, TokenRequest } from '../lambda/shared/decoding/decode.ts';
import { capText } from './cap-text.ts';
import type { Operation } from './contract.ts';
import { copyable } from './copyable.ts';
import { countdown } from './countdown.ts';
import { decoded } from './decoded.ts';
import { element } from './element.ts';
import type { VendedToken } from './provider-pages.ts';
import { snippets } from './snippets/snippets.ts';
import { visible } from './unseen.ts';

/** The fields that the client gives for every token. */
export interface VendedAnswer {
  readonly expiresAt: string;
  readonly lifetimeMs: number;
}

/** Shows a token: its remaining time, its contents, and how to get the next one. */
export async function tokenView(
  caller: string,
  operation: Operation,
  { field = 'token', decode }: Pick<VendedToken, 'field' | 'decode'>,
  asked: TokenRequest,
  { lifetimeMs, ...answer }: VendedAnswer,
): Promise<HTMLElement> {
  const token = tokenIn(answer, field) ?? '';
  const { format, rows } = await decoded(decode, token, asked);
  const cap = capText(asked.expireTime, lifetimeMs);
  const ends = `${new Date(answer.expiresAt).toLocaleString()} (${answer.expiresAt})`;
  return element(
    'div',
    { class: 'result' },
    element('div', { class: 'heading' }, element('h3', {}, format), countdown(lifetimeMs)),
    ...(cap === undefined ? [] : [element('p', { class: 'note' }, cap)]),
    copyable('Token', token),
    element('h3', {}, 'What it says'),
    rowList(rows.some(([name]) => name === 'Ends') ? rows : [['Ends', ends], ...rows]),
    element('h3', {}, 'Get it from code'),
    snippets({
      origin: location.origin,
      caller,
      operation,
      asked,
      field: field === WHOLE_ANSWER ? undefined : field,
    }),
  );
}

export function rowList(rows: Decoded['rows']): HTMLElement {
  return element(
    'dl',
    {},
    ...rows.flatMap(([name, value]) => [element('dt', {}, visible(name)), element('dd', {}, visible(value))]),
  );
}
