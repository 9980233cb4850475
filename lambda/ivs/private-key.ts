/*
 * What can be said of a private key's text without a library, so that it is said alike wherever the key is: in .env, by
 * `npx stagepass secrets` and in the function.
 */

/**
 * A PEM of a private key that isn't encrypted (RFC 7468; “EC” by RFC 5915). Variables and secrets often hold the line
 * ends as `\n`, as spaces or not at all, so what stands between the base64 and around the key is taken as it comes.
 */
const PEM =
  /^(?:\s|\\r|\\n)*-----BEGIN ((?:EC )?PRIVATE KEY)-----((?:[A-Za-z0-9+/=]|\s|\\r|\\n)+)-----END \1-----(?:\s|\\r|\\n)*$/;

/** The object identifier of the curve P-384 in DER: 1.3.132.0.34 (RFC 5480). */
const P384 = [0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22];

/**
 * The PEM of a P-384 private key as OpenSSL writes it.
 *
 * @returns undefined for anything else: a key of another kind or curve, a public or an encrypted one, a part of one.
 */
export function p384Pem(text: string): string | undefined {
  const [, label, body = ''] = PEM.exec(text) ?? [];
  const base64 = body.replaceAll(/\s|\\r|\\n/g, '');
  const der = bytesOf(base64);
  if (der === undefined || !isWhole(der) || !holds(der, P384)) return undefined;
  return `-----BEGIN ${label}-----\n${base64.replaceAll(/.{64}(?=.)/g, '$&\n')}\n-----END ${label}-----\n`;
}

function bytesOf(base64: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** Whether it is one DER sequence as long as it says. A P-384 key has fewer than 256 bytes. */
function isWhole([tag, first = 0, second = 0, ...rest]: Uint8Array): boolean {
  const length = rest.length + 3;
  return tag === 0x30 && (first < 0x80 ? first + 2 === length : first === 0x81 && second + 3 === length);
}

function holds(bytes: Uint8Array, part: readonly number[]): boolean {
  return bytes.some((_, at) => part.every((byte, offset) => bytes[at + offset] === byte));
}
