import fc from 'fast-check';
import { expect, it } from 'vitest';
import { viewerIp } from '../../../../lambda/shared/http/viewer-ip.ts';

it.each([
  ['198.51.100.10:46532', '198.51.100.10'],
  ['198.51.100.10', '198.51.100.10'],
  ['[2001:db8::1]:443', '2001:db8::1'],
  ['2001:db8::1:46532', '2001:db8::1'],
  ['2001:0DB8:0000:0000:0000:0000:0000:0001:46532', '2001:db8::1'],
  ['198.51.100.10:46532, 203.0.113.1', undefined],
  ['', undefined],
  ['unknown:443', undefined],
  ['198.51.100.10, 203.0.113.1:443', undefined],
  [undefined, undefined],
])('reads %j', (header, ip) => {
  expect(viewerIp(header)).toBe(ip);
});

it('gives one viewer one address, whatever its port and however an IPv6 address is written', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), fc.nat(65_535), fc.nat(65_535), (ip, port, other) => {
      const written = ip.includes(':') ? `[${ip}]` : ip;
      expect(viewerIp(`${ip}:${port}`)).toBe(viewerIp(`${written}:${other}`));
      expect(viewerIp(`${written}:${port}`)).toBeDefined();
    }),
  );
});
