import { tokenIn } from '../api/token-in.ts';
import type { Decode, Decoded } from '../lambda/shared/decoding/decode.ts';
import { jwt } from '../lambda/shared/decoding/jwt.ts';

/** A kind of token: where it is in an answer, and how it is read. */
interface Kind {
  readonly field?: string;
  readonly decode?: Decode;
}

/**
 * Finds out whose token a text is, and reads it: the stage’s providers are tried, then any JSON Web Token. The text may
 * also be a whole answer of the service, or the header `Authorization`.
 *
 * @returns undefined for anything else.
 */
export async function detected(kinds: readonly Kind[], pasted: string): Promise<Decoded | undefined> {
  const decoders = new Set(kinds.flatMap(({ decode }) => decode ?? []));
  const fields = new Set(kinds.map(({ field }) => field ?? 'token'));
  const texts = textsIn(pasted, fields);
  for (const decode of [...decoders, jwt]) {
    for (const text of texts) {
      const found = await read(decode, text);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** A decoder may throw for what isn’t its own. */
async function read(decode: Decode, text: string): Promise<Decoded | undefined> {
  try {
    return await decode(text, {});
  } catch {
    return undefined;
  }
}

/** The text, and what it wraps. */
function textsIn(pasted: string, fields: ReadonlySet<string>): string[] {
  const text = pasted
    .trim()
    .replace(/^(?:Authorization:\s*)?Bearer\s+/i, '')
    .replace(/^(["'])(.*)\1$/s, '$2');
  try {
    const answer: unknown = JSON.parse(text);
    if (typeof answer !== 'object' || answer === null) return [text];
    return [text, ...[...fields].flatMap((field) => tokenIn(answer, field) ?? [])];
  } catch {
    return [text.replaceAll(/\s+/g, '')];
  }
}
