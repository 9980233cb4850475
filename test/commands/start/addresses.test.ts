import type { NetworkInterfaceInfo } from 'node:os';
import { expect, it } from 'vitest';
import { addressOf, reachableAt, urlAt } from '../../../commands/start/addresses.ts';

const at = (address: string, family: 'IPv4' | 'IPv6', internal = false) =>
  ({ address, family, internal }) as NetworkInterfaceInfo;

const interfaces = {
  lo: [at('127.0.0.1', 'IPv4', true), at('::1', 'IPv6', true)],
  eth0: [at('192.0.2.5', 'IPv4'), at('fe80::1', 'IPv6'), at('2001:db8::5', 'IPv6')],
};

it.each([
  ['127.0.0.1', []],
  ['127.0.0.9', []],
  ['::1', []],
  ['0.0.0.0', ['192.0.2.5']],
  ['::', ['192.0.2.5', '2001:db8::5']],
  ['192.0.2.5', ['192.0.2.5']],
])('is reached, where it listens at %s, at %j', (host, addresses) => {
  expect(reachableAt(host, host, interfaces)).toEqual(addresses);
});

it.each([
  ['127.0.0.9', '127.0.0.9'],
  ['::0', '::'],
  ['0:0:0:0:0:0:0:1', '::1'],
  ['::ffff:127.0.0.1', '127.0.0.1'],
  ['::ffff:0:0', '0.0.0.0'],
  ['localhost.example', '192.0.2.5'],
  ['127.example', '192.0.2.5'],
])('listens, where the host is %s, at %s', async (host, address) => {
  expect(await addressOf(host, async () => '192.0.2.5')).toBe(address);
});

it('is reached by the name that was given, and by its address', () => {
  expect(reachableAt('192.0.2.5', 'localhost.example')).toEqual(['localhost.example', '192.0.2.5']);
  expect(reachableAt('127.0.0.1', 'localhost')).toEqual([]);
});

it.each(['0', '', ' ', '127.1', '0x7f.1', '2130706433', '0x7f000001', '127.0.0.1.'])(
  'refuses a host that is neither a whole address nor a name: %j',
  async (host) => {
    await expect(addressOf(host, async () => '127.0.0.1')).rejects.toThrow('--host must be a whole address');
  },
);

it('refuses a name without an address', async () => {
  await expect(addressOf('nobody.example', () => Promise.reject(new Error()))).rejects.toThrow('--host is a name');
});

it('has the same port everywhere', () => {
  expect(urlAt('https://127.0.0.1:8080', '192.0.2.5')).toBe('https://192.0.2.5:8080');
  expect(urlAt('http://127.0.0.1:8080', '2001:db8::5')).toBe('http://[2001:db8::5]:8080');
});
