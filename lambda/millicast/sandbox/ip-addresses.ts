import { BlockList, isIPv4 } from 'node:net';

interface Block {
  readonly address: string;
  readonly prefix: number;
}

/** An IPv4 address (a block of one) or a CIDR block; undefined for anything else. */
function blockOf(text: string): Block | undefined {
  const [address = '', prefix = '32', ...rest] = text.split('/');
  if (!isIPv4(address) || !/^(?:\d|[12]\d|3[0-2])$/.test(prefix) || rest.length > 0) return undefined;
  return { address, prefix: Number(prefix) };
}

/** Whether it is a valid entry of `allowedIpAddresses`. */
export function isAddressOrBlock(text: string): boolean {
  return blockOf(text) !== undefined;
}

/** Whether one of the entries is this address or a block that contains it. */
export function addressListed(entries: readonly string[], ip: string): boolean {
  if (entries.includes(ip)) return true;
  if (!isIPv4(ip)) return false;
  return entries.some((entry) => {
    const block = blockOf(entry);
    if (block === undefined) return false;
    const list = new BlockList();
    list.addSubnet(block.address, block.prefix, 'ipv4');
    return list.check(ip, 'ipv4');
  });
}
