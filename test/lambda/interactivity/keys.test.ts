import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { InteractivityKeys } from '../../../lambda/interactivity/keys.ts';

const good = { consumerKey: '1BeXqYQ2dTgGfGAdbqGR-w==', consumerSecret: 'c0nsumer:Secret/with+all=its~signs' };

describe('the Interactivity keys', () => {
  it('are taken as they are', () => {
    expect(v.parse(InteractivityKeys, good)).toEqual(good);
  });

  it('may be any random base64', () => {
    const key = fc.uint8Array({ minLength: 16, maxLength: 64 }).map((bytes) => Buffer.from(bytes).toString('base64'));
    fc.assert(
      fc.property(key, key, (consumerKey, consumerSecret) => {
        expect(v.is(InteractivityKeys, { consumerKey, consumerSecret })).toBe(true);
      }),
    );
  });

  it('may have the letters of a placeholder in it', () => {
    expect(v.is(InteractivityKeys, { ...good, consumerSecret: 'xT0do-x/tOdo+7yTODO9==' })).toBe(true);
  });

  it.each([
    '',
    ' ',
    'CHANGE_ME',
    'change-me',
    'changeme',
    'REPLACE_ME',
    '<consumer-key>',
    'placeholder',
    'your_consumer_key',
    'YOUR-KEY',
    'TODO',
    '****',
    'with space',
    'with-line-end\n',
    'schlüssel',
  ])('are not configured while one of them is %j', (placeholder) => {
    expect(v.is(InteractivityKeys, { ...good, consumerKey: placeholder })).toBe(false);
    expect(v.is(InteractivityKeys, { ...good, consumerSecret: placeholder })).toBe(false);
  });

  it('have no colon in the key: Basic auth would end it there', () => {
    expect(v.is(InteractivityKeys, { ...good, consumerKey: 'a:b' })).toBe(false);
  });
});
