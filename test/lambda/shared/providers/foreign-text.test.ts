import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foreignText } from '../../../../lambda/shared/providers/foreign-text.ts';

describe('foreignText', () => {
  it.each([
    ['Too long.', 'Too long.'],
    ['größer als 5 ✓ 🎉', 'größer als 5 ✓ 🎉'],
    ['two\r\nlines', 'two lines'],
    ['a\u2028line\u2029end', 'a line end'],
    ['\u001b[31mred\u001b[0m', ' [31mred [0m'],
    ['user\u202egnp.exe', 'user gnp.exe'],
    ['\u2066isolated\u2069\u200b', ' isolated '],
    ['half \ud83c', 'half  '],
  ])('makes one harmless line of %j', (text, clean) => expect(foreignText(text)).toBe(clean));

  it('is bounded in characters, and says where it was cut', () => {
    expect(foreignText('x'.repeat(200))).toBe('x'.repeat(200));
    expect(foreignText('x'.repeat(201))).toBe(`${'x'.repeat(199)}…`);
    expect(foreignText('🎉'.repeat(300), 5)).toBe('🎉🎉🎉🎉…');
    expect(foreignText('x🎉🎉🎉', 3)).toBe('x🎉…');
  });

  it('gives well-formed text without control characters, whatever it gets', () => {
    const anything = fc.array(
      fc.nat(0xffff).map((unit) => String.fromCharCode(unit)),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(anything, fc.integer({ min: 1, max: 40 }), (units, maxLength) => {
        const clean = foreignText(units.join(''), maxLength);
        expect([...clean].length).toBeLessThanOrEqual(maxLength);
        expect(clean.isWellFormed()).toBe(true);
        expect(clean).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
