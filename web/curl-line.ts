import type { TokenRequest } from '../lambda/shared/decoding/decode.ts';
import type { Operation } from './contract.ts';

/** A curl command without the password. curl asks for it, so that it isn't in the shell's history. */
export function curlLine(
  origin: string,
  caller: string,
  { path }: Pick<Operation, 'path'>,
  asked: TokenRequest,
): string {
  const place = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(asked[name] ?? ''));
  const query = new URLSearchParams(Object.entries(asked).filter(([name]) => !path.includes(`{${name}}`))).toString();
  return `curl -u ${caller} '${(origin + place + (query && `?${query}`)).replaceAll("'", '%27')}'`;
}
