import type { TokenRequest } from '../../lambda/shared/decoding/decode.ts';
import type { Operation } from '../contract.ts';

/** What a snippet asks for: as the page did. Never a password. */
export interface AskedRequest {
  /** Of the stage, without a slash at its end. */
  readonly origin: string;
  readonly caller: string;
  readonly operation: Pick<Operation, 'name' | 'path' | 'parameters'>;
  readonly asked: TokenRequest;
  /** The field of the answer with the token; undefined where the whole answer is what the provider’s SDK takes. */
  readonly field: string | undefined;
}

/** The URL without its query, and the query’s parameters. */
export function urlAndQuery({
  origin,
  operation: { path },
  asked,
}: Pick<AskedRequest, 'origin' | 'asked'> & {
  readonly operation: Pick<Operation, 'path'>;
}): { readonly url: string; readonly query: readonly (readonly [name: string, value: string])[] } {
  const place = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => inPath(asked[name] ?? ''));
  return { url: origin + place, query: Object.entries(asked).filter(([name]) => !path.includes(`{${name}}`)) };
}

/** Also without the quotes that encodeURIComponent leaves, so that it can stand in any language’s text. */
function inPath(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll("'", '%27');
}
