import type { Decode, Decoded, TokenRequest } from '../lambda/shared/decoding/decode.ts';

/** The contents of a token, if its provider has a decoder. */
export async function decoded(decode: Decode | undefined, token: string, asked: TokenRequest): Promise<Decoded> {
  try {
    return (await decode?.(token, asked)) ?? opaque(token);
  } catch {
    return opaque(token);
  }
}

function opaque(token: string): Decoded {
  return { format: 'Opaque: only its provider can read it', rows: [['Length', `${token.length} characters`]] };
}
