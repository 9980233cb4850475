import { lookup } from 'node:dns/promises';
import { isIP, SocketAddress } from 'node:net';
import { networkInterfaces } from 'node:os';
import { UsageError } from '../errors.ts';

/** What listens there is reached by programs of this machine alone. */
const LOOPBACK = /^(?:127\.|::1$)/;

/** The addresses that stand for all of the machine's: of IPv4, and of both. */
const ALL = new Map([
  ['0.0.0.0', ['IPv4']],
  ['::', ['IPv4', 'IPv6']],
]);

/** By the rules for URLs, what ends so is an address of IPv4: `0`, `127.1`, `0x7f.1`. */
const ENDS_IN_NUMBER = /(?:^|\.)(?:\d+|0x[\da-f]*)\.?$/i;

/**
 * The address, in its usual form, that a host names: what is said of it must be true of where it is listened.
 *
 * @throws UsageError for other ways to write an address, and where a name has none.
 */
export async function addressOf(
  host: string,
  resolve: (name: string) => Promise<string> = addressOfName,
): Promise<string> {
  if (isIP(host)) return usualForm(host);
  if (host.trim() === '' || ENDS_IN_NUMBER.test(host)) {
    throw new UsageError('--host must be a whole address, such as 0.0.0.0 or ::1, or a name of this machine');
  }
  const address = await resolve(host).catch((cause: unknown) => {
    throw new UsageError('--host is a name without an address', { cause });
  });
  return usualForm(address);
}

async function addressOfName(name: string): Promise<string> {
  return (await lookup(name)).address;
}

/** An address of IPv4 in the form of IPv6 is one of IPv4. One with a zone stays as it is. */
function usualForm(address: string): string {
  if (address.includes('%')) return address;
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  return new SocketAddress({ address, family }).address.replace(/^::ffff:(?=[\d.]+$)/, '');
}

/**
 * What other machines can call this one, where it listens at the address; nothing where they can't reach it.
 *
 * @param host the name that was given for the address, or the address again.
 */
export function reachableAt(address: string, host = address, interfaces = networkInterfaces()): string[] {
  if (LOOPBACK.test(address)) return [];
  const families = ALL.get(address);
  if (families === undefined) return isIP(host) ? [address] : [host, address];
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
