import { isIP } from 'node:net';

/**
 * The viewer's address from `CloudFront-Viewer-Address`: `IP:port`, IPv6 with or without brackets. It can be trusted
 * because CloudFront always overwrites that header, and the API only answers CloudFront.
 *
 * @returns the address in its shortest form, so that it is always written in the same way; undefined when there is
 *   none.
 */
export function viewerIp(header: string | undefined): string | undefined {
  const withPort = /^(?:\[([^\]]+)\]|(.+)):\d{1,5}$/.exec(header ?? '');
  const address = [withPort?.[1] ?? withPort?.[2], header].find((text) => text !== undefined && isIP(text) !== 0);
  if (address === undefined || isIP(address) === 4) return address;
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}
