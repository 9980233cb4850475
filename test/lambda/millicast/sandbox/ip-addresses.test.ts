import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressListed, isAddressOrBlock } from '../../../../lambda/millicast/sandbox/ip-addresses.ts';

describe('an entry of allowedIpAddresses', () => {
  it.each(['10.0.0.1', '0.0.0.0', '255.255.255.255', '10.0.0.0/8', '10.0.0.5/24', '0.0.0.0/0', '10.0.0.1/32'])(
    'may be %j',
    (entry) => {
      expect(isAddressOrBlock(entry)).toBe(true);
    },
  );

  it.each([
    ...['', '10.0.0', '10.0.0.256', '10.0.0.01', '10.0.0.1 ', '10.0.0.1-10.0.0.9', '10.0.0.*', '10.0.0.0/33'],
    ...['10.0.0.0/', '10.0.0.0/08', '10.0.0.0/-1', '10.0.0.0/8/8', '/8', '::1', '::ffff:10.0.0.1', 'example.com'],
  ])('may not be %j', (entry) => {
    expect(isAddressOrBlock(entry)).toBe(false);
  });
});

describe('an address', () => {
  const bits = (ip: string) =>
    ip
      .split('.')
      .map((part) => Number(part).toString(2).padStart(8, '0'))
      .join('');

  it('is in a block when it begins with the block’s bits', () => {
    const near = fc.tuple(fc.constantFrom(10, 11), fc.constantFrom(0, 128), fc.nat(1), fc.nat(255));
    const address = near.map((parts) => parts.join('.'));
    fc.assert(
      fc.property(address, fc.integer({ min: 0, max: 32 }), address, (block, prefix, ip) => {
        const inside = bits(ip).startsWith(bits(block).slice(0, prefix));
        expect(addressListed(['192.0.2.1', `${block}/${prefix}`], ip)).toBe(inside);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [['10.0.0.1'], '10.0.0.1', true],
    [['10.0.0.1'], '10.0.0.10', false],
    [['10.0.0.1', '10.0.0.2'], '10.0.0.2', true],
    [['2001:db8::1'], '2001:db8::1', true],
    [['0.0.0.0/0'], '2001:db8::1', false],
    [['0.0.0.0/0'], '', false],
    [['0.0.0.0/0'], '10.0.0.1:443', false],
    [['10.0.0.0/99'], '10.0.0.1', false],
    [[], '10.0.0.1', false],
  ])('among %j: %j → %s', (entries, ip, listed) => {
    expect(addressListed(entries, ip)).toBe(listed);
  });
});
