import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBasicCredentials } from '../../edge-auth/basic-credentials.ts';
import { anyCharacter } from '../support/any-character.ts';
import { basic } from './support.ts';

const base64 = (bytes: string | Uint8Array) => Buffer.from(bytes as string).toString('base64');

describe('parseBasicCredentials', () => {
  it('reads RFC 7617’s own example', () => {
    const example = ['Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=='];
    expect(parseBasicCredentials(example)).toEqual({ username: 'Aladdin', password: 'open sesame' });
  });

  it.each(['basic', 'BASIC', 'bAsIc'])('takes the scheme as %s', (scheme) => {
    expect(parseBasicCredentials([`${scheme} ${base64('a:b')}`])).toEqual({ username: 'a', password: 'b' });
  });

  it('reads up to 2,048 characters, of which spaces are some', () => {
    const password = 'b'.repeat(1_528);
    const header = (spaces: number) => [`Basic${' '.repeat(spaces)}${base64(`a:${password}`)}`];
    expect(header(3)[0]).toHaveLength(2_048);
    expect(parseBasicCredentials(header(3))).toEqual({ username: 'a', password });
    expect(parseBasicCredentials(header(4))).toBeUndefined();
  });

  it('splits at the first colon: a password may hold more', () => {
    expect(parseBasicCredentials([basic('client', ':a:b:')])).toEqual({ username: 'client', password: ':a:b:' });
  });

  it('gives back every user name and password', () => {
    const text = fc.string({ unit: anyCharacter, maxLength: 100 });
    fc.assert(
      fc.property(text, text, (name, password) => {
        fc.pre(!name.includes(':'));
        expect(parseBasicCredentials([basic(name, password)])).toEqual({ username: name, password });
      }),
    );
  });

  it('keeps a byte order mark: it is part of the name', () => {
    expect(parseBasicCredentials([basic('\ufeffclient', 'x')])?.username).toBe('\ufeffclient');
  });

  it.each<[string, readonly string[]]>([
    ['no header', []],
    ['two headers', [basic('a', 'b'), basic('a', 'b')]],
    ['two in one header', [`${basic('a', 'b')}, ${basic('a', 'b')}`]],
    ['an empty one', ['']],
    ['the scheme alone', ['Basic']],
    ['the scheme and a space', ['Basic ']],
    ['another scheme', [`Bearer ${base64('a:b')}`]],
    ['a scheme that only starts so', [`Basically ${base64('a:b')}`]],
    ['no space after the scheme', [`Basic${base64('a:b')}`]],
    ['a tab after the scheme', [`Basic\t${base64('a:b')}`]],
    ['something after it', [`${basic('a', 'b')} x`]],
    ['no colon', [`Basic ${base64('ab')}`]],
    ['no padding', [`Basic ${base64('a:bc').replace(/=+$/, '')}`]],
    ['too much padding', [`Basic ${base64('a:b')}=`]],
    ['bits after the end', ['Basic YTpiYx==']],
    ['URL-safe letters', [`Basic ${base64('a:\u{10ffff}???').replaceAll('/', '_').replaceAll('+', '-')}`]],
    ['a line break within', [`Basic ${base64('a:b').slice(0, 2)}\n${base64('a:b').slice(2)}`]],
    ['a line break after', [`${basic('a', 'b')}\n`]],
    ['Latin-1', [`Basic ${base64(Uint8Array.of(0x61, 0x3a, 0xe9))}`]],
    ['overlong UTF-8', [`Basic ${base64(Uint8Array.of(0x61, 0xc0, 0xba))}`]],
    ['a surrogate in UTF-8', [`Basic ${base64(Uint8Array.of(0x61, 0x3a, 0xed, 0xa0, 0x80))}`]],
    ['8 KB of it', [basic('a', 'b'.repeat(6_000))]],
  ])('reads nothing from %s', (_, values) => {
    expect(parseBasicCredentials(values)).toBeUndefined();
  });

  it('takes any text without throwing, and only what it would write itself', () => {
    const anything = fc.oneof(
      fc.string({ unit: anyCharacter }),
      fc.base64String({ maxLength: 200 }).map((text) => `Basic ${text}`),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => `Basic ${base64(bytes)}`),
    );
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 2 }), (values) => {
        const read = parseBasicCredentials(values);
        if (read !== undefined) expect(values).toEqual([basic(read.username, read.password)]);
      }),
    );
  });
});
