import { agora006, agora007 } from '../../lambda/agora/decode.ts';
import { base64Bytes } from './bytes.ts';
import { jwt } from './jwt.ts';

/** What stands in a token, as rows to read. */
export interface Decoded {
  readonly format: string;
  readonly rows: readonly (readonly [name: string, value: string])[];
}

/** What was asked for: some tokens hold only checksums of it. */
export type Asked = Readonly<Record<string, string>>;

/** Reads a token without its key: what stands in it, not whether it is genuine. */
export async function decoded(token: string, asked: Asked): Promise<Decoded> {
  try {
    if (token.startsWith('006')) return agora006(token, asked);
    if (token.startsWith('007')) return await agora007(token);
    if (isJwt(token)) return jwt(token);
    return momento(token);
  } catch {
    return { format: 'Opaque: only its provider can read it', rows: [['Length', `${token.length} characters`]] };
  }
}

/** Momento's is base64 of the endpoint and the key. */
function momento(token: string): Decoded {
  const { endpoint, api_key: key } = JSON.parse(new TextDecoder().decode(base64Bytes(token)));
  if (typeof endpoint !== 'string' || typeof key !== 'string') throw new Error('not Momento’s');
  const claims = isJwt(key)
    ? jwt(key).rows
    : [['Key', `${key.length} characters, to be read by Momento only`] as const];
  return { format: 'Momento disposable token', rows: [['Endpoint', endpoint], ...claims] };
}

function isJwt(token: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(token);
}

/** For a person: the time where the page is, and in the token’s own number. */
export function moment(seconds: number): string {
  return `${new Date(seconds * 1000).toLocaleString()} (${seconds})`;
}
