import type { NetworkInterfaceInfo } from 'node:os';
import { expect, it } from 'vitest';
import { reachableAt, urlAt } from '../../../commands/start/addresses.ts';

const at = (address: string, family: 'IPv4' | 'IPv6', internal = false) =>
  ({ address, family, internal }) as NetworkInterfaceInfo;

const interfaces = {
  lo: [at('127.0.0.1', 'IPv4', true), at('::1', 'IPv6', true)],
  eth0: [at('192.0.2.5', 'IPv4'), at('fe80::1', 'IPv6'), at('2001:db8::5', 'IPv6')],
};

it.each([
  ['127.0.0.1', []],
  ['127.0.0.9', []],
  ['localhost', []],
  ['::1', []],
  ['0.0.0.0', ['192.0.2.5']],
  ['::', ['192.0.2.5', '2001:db8::5']],
  ['192.0.2.5', ['192.0.2.5']],
  ['my-machine.local', ['my-machine.local']],
])('is reached, where it listens at %s, at %j', (host, addresses) => {
  expect(reachableAt(host, interfaces)).toEqual(addresses);
});

it('has the same port everywhere', () => {
  expect(urlAt('https://127.0.0.1:8080', '192.0.2.5')).toBe('https://192.0.2.5:8080');
  expect(urlAt('http://127.0.0.1:8080', '2001:db8::5')).toBe('http://[2001:db8::5]:8080');
});
