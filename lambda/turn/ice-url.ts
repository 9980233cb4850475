const HOST = String.raw`(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\])`;
const PORT = '(?::[1-9][0-9]{0,4})?';

/** RFC 7064 (`stun:`, `stuns:`) and RFC 7065 (`turn:`, `turns:`): a host, no slashes, no user, and no other query. */
const FORM = new RegExp(`^(?:stuns?:${HOST}${PORT}|turns?:${HOST}${PORT}(?:\\?transport=(?:udp|tcp))?)$`);

/** How many URLs make sense together: a client asks them all. */
export const MOST_URLS = 20;

/** Whether `new RTCPeerConnection` takes it: it throws for a text that is no such URL. */
export function isIceUrl(text: string): boolean {
  if (!FORM.test(text)) return false;
  // The URL parser knows which ports and addresses there are.
  return URL.canParse(text.replace(/^\w+:/, 'https://').replace(/\?.*$/, ''));
}

/**
 * Whether browsers ask at its port. Below 1024, Chromium asks relays at 53, 80 and 443 only, and Firefox asks nothing at 53.
 *
 * @param url one that isIceUrl takes.
 */
export function isOpenPort(url: string): boolean {
  const [, port] = /:([0-9]+)(?:\?|$)/.exec(url) ?? [];
  // The default ports are 3478 and 5349.
  return port === undefined || port === '80' || port === '443' || Number(port) >= 1024;
}

/** Whether it is the URL of a relay, which wants a credential. STUN only tells a client its own address. */
export function isTurn(url: string): boolean {
  return url.startsWith('turn');
}
