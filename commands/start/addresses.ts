import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

/** What listens there is reached by programs of this machine alone. */
const LOOPBACK = /^(?:localhost|127\.|::1$)/;

/** The addresses that stand for all of the machine's: of IPv4, and of both. */
const ALL = new Map([
  ['0.0.0.0', ['IPv4']],
  ['::', ['IPv4', 'IPv6']],
]);

/** What other machines can call this one, where it listens at the host; nothing where they can't reach it. */
export function reachableAt(host: string, interfaces = networkInterfaces()): string[] {
  if (LOOPBACK.test(host)) return [];
  const families = ALL.get(host);
  if (families === undefined) return [host];
  return Object.values(interfaces)
    .flat()
    .flatMap((each) => {
      // An address of the link only would need the name of an interface.
      if (each === undefined || each.internal || each.address.startsWith('fe80:')) return [];
      return families.includes(each.family) ? [each.address] : [];
    });
}

export function urlAt(url: string, host: string): string {
  const { protocol, port } = new URL(url);
  return `${protocol}//${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}
