import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { attributesIn } from '../../../lambda/ivs/attributes.ts';
import { ParticipantTokenQuery } from '../../../lambda/ivs/contract.ts';

const asked = { stage: 'main', userId: 'ada' };

function problemOf(query: Record<string, string>): string | undefined {
  return v.safeParse(ParticipantTokenQuery, query, { abortPipeEarly: true }).issues?.[0].message;
}

describe('the query of /ivs/token', () => {
  it('is for watching only, where it doesn’t say', () => {
    expect(v.parse(ParticipantTokenQuery, asked)).toEqual({ ...asked, publish: 'false', subscribe: 'true' });
  });

  it.each<[string, Record<string, string>, string]>([
    ['no stage', { userId: 'ada' }, 'stage is required'],
    ['no user', { stage: 'main' }, 'userId is required'],
    ['an ARN', { ...asked, stage: 'arn:aws:ivs:us-east-1:123456789012:stage/abc' }, 'stage must be 1 to 64'],
    ['the wildcard stage', { ...asked, stage: '*' }, 'stage must be'],
    ['a stage of 65 characters', { ...asked, stage: 'a'.repeat(65) }, 'stage must be'],
    ['a stage with a line end', { ...asked, stage: 'main\n' }, 'stage must be'],
    ['an empty user', { ...asked, userId: '' }, 'userId must be 1 to 128'],
    ['the wildcard user', { ...asked, userId: '*' }, 'userId must be'],
    ['a user of 129 characters', { ...asked, userId: 'a'.repeat(129) }, 'userId must be'],
    ['a user with a hidden character', { ...asked, userId: 'ada\u200b' }, 'userId must be'],
    ['a token for nothing', { ...asked, subscribe: 'false' }, 'publish or subscribe must be true'],
    ['publish 1', { ...asked, publish: '1' }, 'publish must be true or false'],
    ['subscribe no', { ...asked, subscribe: 'no' }, 'subscribe must be true or false'],
    ['expireTime 0', { ...asked, expireTime: '0' }, 'expireTime must be a whole number of seconds, 1 or more'],
    ['a misspelt parameter', { ...asked, expiretime: '60' }, 'unknown parameter "expiretime"'],
    ['capabilities', { ...asked, capabilities: '{}' }, 'unknown parameter "capabilities"'],
  ])('refuses %s', (_what, query, message) => {
    expect(problemOf(query)).toContain(message);
  });

  it('takes names at their edges', () => {
    expect(problemOf({ stage: 'a'.repeat(64), userId: 'ü'.repeat(128), expireTime: '1' })).toBeUndefined();
  });
});

describe('attributes', () => {
  const read = (attributes: string) =>
    v.safeParse(ParticipantTokenQuery, { ...asked, attributes }, { abortPipeEarly: true });

  it('are texts by name', () => {
    const attributes = { name: 'Ada ✓', picture: 'https://example.com/ada.png' };
    const text = JSON.stringify(attributes, null, 2);
    expect(read(text).success).toBe(true);
    expect(attributesIn(text)).toEqual(attributes);
  });

  const OBJECT = 'attributes must be a JSON object of texts, such as {"name":"Ada"}';
  it.each([
    ['', OBJECT],
    ['name=Ada', OBJECT],
    ['null', OBJECT],
    ['"Ada"', OBJECT],
    ['[]', OBJECT],
    ['["Ada"]', OBJECT],
    ['{"isHost":true}', OBJECT],
    ['{"a":{"b":"c"}}', OBJECT],
    ['{"a":null}', OBJECT],
    ['{"*":"a"}', 'each name in attributes must be'],
    ['{"":"a"}', 'each name in attributes must be'],
    [`{"${'a'.repeat(65)}":"a"}`, 'each name in attributes must be'],
    ['{"a":"b","__proto__":"c"}', 'no name in attributes may be __proto__'],
    ['{"constructor":"a"}', 'no name in attributes may be __proto__, constructor'],
    ['{"prototype":"a"}', 'no name in attributes may be'],
    ['{"a":"\\u0000"}', 'each value in attributes must be'],
    ['{"a":"\\u202e"}', 'each value in attributes must be'],
    ['{"a":"b\\nc"}', 'each value in attributes must be'],
    [`{"a":"${'b'.repeat(1_017)}"}`, 'attributes must be at most 1024 bytes'],
    [`{"a":"${'ü'.repeat(509)}"}`, 'attributes must be at most 1024 bytes'],
  ])('are not %j', (text, message) => {
    expect(read(text).issues?.[0].message).toContain(message);
  });

  it('may have 1 KB', () => {
    expect(read(`{"a":"${'b'.repeat(1_016)}"}`).success).toBe(true);
  });

  it('are never anything but texts by name, whatever is sent', () => {
    const sent = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }).map((each) => JSON.stringify(each)),
      fc
        .dictionary(fc.constantFrom('a', 'b', 'toString', '__proto__', 'constructor'), fc.constant('c'))
        .map((each) => JSON.stringify(each)),
      fc.string(),
    );
    fc.assert(
      fc.property(sent, (text) => {
        if (!read(text).success) return;
        const attributes = attributesIn(text);
        for (const each of Object.values(attributes)) expect(each).toBeTypeOf('string');
        expect(Object.keys(attributes)).toEqual(Object.keys(JSON.parse(text)));
        expect(text).toMatch(/^\s*\{/);
      }),
    );
  });
});
