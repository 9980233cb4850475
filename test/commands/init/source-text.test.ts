import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sourceText } from '../../../commands/init/source-text.ts';

it('is an expression for any data', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 2 }), (value) => {
      // In a literal, it isn't a field.
      fc.pre(!JSON.stringify(value).includes('__proto__'));
      const evaluated = new Function(`return (${sourceText(value)});`)();
      expect(JSON.parse(JSON.stringify(evaluated))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
    { numRuns: 50 },
  );
});

it('puts what is short on one line, and comments before fields', () => {
  const value = { dev: { agora: {}, urls: ["it's", 'two'], 'a-b': { c: 1, d: true } } };
  expect(sourceText(value, { comments: { 'dev.urls': 'Yours.' } })).toBe(
    [
      '{',
      '  dev: {',
      '    agora: {},',
      '    // Yours.',
      `    urls: ["it's", 'two'],`,
      `    'a-b': { c: 1, d: true },`,
      '  },',
      '}',
    ].join('\n'),
  );
});
