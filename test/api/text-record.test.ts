import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { jsonSchemaOf } from '../../api/openapi-schemas.ts';
import { textRecord } from '../../api/text-record.ts';

const Name = v.pipe(v.string(), v.regex(/^[a-z_]+$/, 'is no name'));
const Text = v.string('is no text');
const Texts = textRecord(Name, Text, 'must be an object of texts');

function problem(given: unknown, schema: v.GenericSchema = Texts) {
  return v.safeParse(schema, given).issues?.[0].message;
}

describe('a record of texts', () => {
  it('has all that is given', () => {
    const given = { a: 'x', to_string: '', hasOwnProperty: 'y' };
    const Any = textRecord(v.string(), Text, 'must be an object of texts');
    expect(v.parse(Any, given)).toEqual(given);
    expect(v.parse(v.pipe(Any, v.description('any')), given)).toEqual(given);
  });

  it.each(['__proto__', 'prototype', 'constructor'])('refuses %s, which valibot would leave out', (name) => {
    const given = JSON.parse(`{"${name}": "x", "a": "y"}`);
    expect(problem(given)).toBe(`must have no name "${name}"`);
    const ofQuery = textRecord(Name, Text, 'attributes must be an object of texts', 'attributes');
    expect(problem(given, ofQuery)).toBe(`attributes must have no name "${name}"`);
  });

  it.each([[[]], [['a']], ['a'], [null], [7]])('refuses %j', (given) => {
    expect(problem(given)).toBe('must be an object of texts');
    expect(problem({ in: given }, v.object({ in: Texts }))).toBe('must be an object of texts');
  });

  it('says what is wrong with a name or a text', () => {
    expect(problem({ A: 'x' })).toBe('is no name');
    expect(problem({ a: 7 })).toBe('is no text');
  });

  it('is an object in the OpenAPI document', () => {
    expect(
      jsonSchemaOf(
        v.pipe(
          Texts,
          v.check(() => true),
        ),
        'input',
      ),
    ).toMatchObject({
      type: 'object',
      additionalProperties: { type: 'string' },
    });
  });
});
