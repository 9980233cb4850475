import type { IceServer } from './contract.ts';
import { isTurn } from './ice-url.ts';

export interface Credential {
  readonly username: string;
  readonly credential: string;
}

/** STUN asks for no credential, so its URLs are an entry of their own: none is sent where none is needed. */
export function iceServers(urls: readonly string[], { username, credential }: Credential): IceServer[] {
  const stun = urls.filter((url) => !isTurn(url));
  const turn = urls.filter(isTurn);
  return [
    ...(stun.length > 0 ? [{ urls: stun }] : []),
    ...(turn.length > 0 ? [{ urls: turn, username, credential }] : []),
  ];
}
