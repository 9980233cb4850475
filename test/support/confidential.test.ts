import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Confidential } from './confidential.ts';

const secret = 'pass:wörd "of" the client/+?';

/** A search for one value. */
function searchFor(value: string): Confidential {
  const confidential = new Confidential();
  confidential.add('the secret', value);
  return confidential;
}

describe('the search for what must not be seen', () => {
  it.each([
    ['as it is', secret],
    ['in JSON', JSON.stringify({ password: secret })],
    ['URL-encoded', `/path?password=${encodeURIComponent(secret)}`],
    ['form-encoded', new URLSearchParams({ password: secret }).toString()],
    ['hexadecimal', Buffer.from(secret).toString('hex')],
    ['base64, in credentials', `Basic ${Buffer.from(`client:${secret}`).toString('base64')}`],
    ['base64url', Buffer.from(secret).toString('base64url')],
  ])('finds it %s', (_form, text) => {
    expect(searchFor(secret).foundIn(`before ${text} after`)).not.toEqual([]);
  });

  it('finds it in the base64 of any text that holds it', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 8 }), fc.string(), (before, value, after) => {
        const base64 = Buffer.from(`${before}${value}${after}`).toString('base64');
        expect(searchFor(value).foundIn(base64)).not.toEqual([]);
      }),
    );
  });

  it('finds nothing where it isn’t', () => {
    expect(searchFor(secret).foundIn(JSON.stringify({ user: 'client', status: 200 }))).toEqual([]);
  });

  it('takes the fields of a secret and the tokens of an answer, however deep', () => {
    const confidential = new Confidential();
    confidential.addFields('keys', '{"appId":"0123456789","nested":{"key":"abcdefghij"}}');
    confidential.addTokens('answer', '{"data":{"list":[{"token":"the-first-token","streamName":"my-stream-name"}]}}');
    confidential.addTokens('answer', '{"token_type":"Bearer","access_token":"the-second-token"}');
    const text = '0123456789 abcdefghij the-first-token my-stream-name the-second-token Bearer';
    expect(confidential.foundIn(text).filter((found) => found.endsWith('(as it is)'))).toEqual([
      'keys.appId (as it is)',
      'keys.key (as it is)',
      'answer: token (as it is)',
      'answer: access_token (as it is)',
    ]);
  });
});
