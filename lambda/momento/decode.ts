import { base64Bytes } from '../shared/decoding/bytes.ts';
import type { Decode } from '../shared/decoding/decode.ts';
import { jwt } from '../shared/decoding/jwt.ts';

/** A disposable token is base64 of the endpoint and the key. */
export const decode: Decode = (token) => {
  const { endpoint, api_key: key } = JSON.parse(new TextDecoder().decode(base64Bytes(token)));
  if (typeof endpoint !== 'string' || typeof key !== 'string') return undefined;
  const claims = jwt(key)?.rows ?? [['Key', `${key.length} characters, to be read by Momento only`] as const];
  return { format: 'Momento disposable token', rows: [['Endpoint', endpoint], ...claims] };
};
