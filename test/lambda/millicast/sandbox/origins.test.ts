import { describe, expect, it } from 'vitest';
import { isAllowedOrigin, originAllowed } from '../../../../lambda/millicast/sandbox/origins.ts';

describe('an entry of allowedOrigins', () => {
  it.each(['example.com', '*.example.com', 'localhost', 'xn--bcher-kva.example', 'A.Example.COM', '127.0.0.1'])(
    'may be %j',
    (entry) => {
      expect(isAllowedOrigin(entry)).toBe(true);
    },
  );

  it.each([
    ...['', '*', '*.', '*example.com', 'a.*.example.com', '*.*.example.com', 'https://example.com', 'example.com/'],
    ...['example.com:8443', 'exam ple.com', '.example.com', 'example..com', '-a.example.com', 'a-.example.com'],
    ...['a'.repeat(64), `${'a.'.repeat(130)}com`, 'example.com\n', 'bücher.example'],
  ])('may not be %j', (entry) => {
    expect(isAllowedOrigin(entry)).toBe(false);
  });
});

describe('an origin', () => {
  it.each([
    [['example.com'], 'https://example.com', true],
    [['example.com'], 'http://example.com:3000', true],
    [['EXAMPLE.com'], 'https://Example.COM', true],
    [['example.com'], 'https://a.example.com', false],
    [['example.com'], 'https://example.com.evil.org', false],
    [['example.com'], 'https://evil-example.com', false],
    [['example.com'], 'https://example.com@evil.org', false],
    [['*.example.com'], 'https://a.example.com', true],
    [['*.example.com'], 'https://b.a.example.com', true],
    [['*.example.com'], 'https://example.com', false],
    [['*.example.com'], 'https://evilexample.com', false],
    [['*.example.com'], 'https://.example.com', false],
    [['*.example.com'], 'https://a.example.com.evil.org', false],
    [['other.org', '*.example.com'], 'https://a.example.com', true],
    [['localhost'], 'http://localhost:8080', true],
    [['example.com'], 'ftp://example.com', false],
    [['example.com'], 'example.com', false],
    [['example.com'], 'null', false],
    [['example.com'], '', false],
    [['example.com'], undefined, false],
    [[], undefined, true],
    [[], 'null', true],
  ])('with %j allowed, of %j: %s', (allowed, origin, expected) => {
    expect(originAllowed(allowed, origin)).toBe(expected);
  });
});
