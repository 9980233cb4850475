import { describe, expect, it } from 'vitest';
import { isLifetime, isWholeNumber, isYesOrNo, numberProblem } from '../../web/schema-kinds.ts';

const DIGITS = { type: 'string', pattern: '^(?:0|[1-9]\\d*)$' };

describe('a schema', () => {
  it.each([DIGITS, { type: 'integer', minimum: 1 }])('is of a whole number: %o', (schema) => {
    expect(isWholeNumber(schema)).toBe(true);
    expect(isLifetime('expireTime', schema)).toBe(true);
    expect(isLifetime('uid', schema)).toBe(false);
  });

  it.each([{ type: 'boolean' }, { type: 'string', enum: ['true', 'false'] }])('says yes or no: %o', (schema) => {
    expect(isYesOrNo(schema)).toBe(true);
  });

  it.each([{ type: 'string' }, { type: 'string', pattern: '^a$' }, { enum: ['true', 'maybe'] }, { enum: ['true'] }])(
    'is of another kind: %o',
    (schema) => {
      expect([isWholeNumber(schema), isYesOrNo(schema), isLifetime('expireTime', schema)]).toEqual([
        false,
        false,
        false,
      ]);
    },
  );

  it('is of a lifetime where that may also be without end', () => {
    expect(isLifetime('expires', { anyOf: [{ type: 'integer' }, { const: 'never' }] })).toBe(true);
  });
});

it.each([
  ['7', {}, undefined],
  ['0', { minimum: 1 }, 'Write a whole number: 1 or more.'],
  ['101', { minimum: 1, maximum: 100 }, 'Write a whole number: 1 or more, 100 at most.'],
  ['100', { minimum: 1, maximum: 100 }, undefined],
  ['-1', {}, 'Write a whole number.'],
  ['1.5', {}, 'Write a whole number.'],
  ['07', {}, 'Write a whole number.'],
])('%s within %o: %s', (text, bounds, problem) => {
  expect(numberProblem(text, bounds)).toBe(problem);
});
