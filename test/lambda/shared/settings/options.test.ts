import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { env, requireEnv } from '../../../../lambda/shared/settings/environment.ts';
import { HttpsUrl, section, wholeNumberOf } from '../../../../lambda/shared/settings/options.ts';
import { optionsFromEnv } from '../../../../lambda/shared/settings/options-from-env.ts';

const Options = section({ size: v.optional(wholeNumberOf('things', 1, 3), 2) });

let before: string | undefined;
beforeEach(() => {
  before = process.env[env.options];
});
afterEach(() => {
  if (before === undefined) delete process.env[env.options];
  else process.env[env.options] = before;
});

describe('a function’s options', () => {
  it('are read from its environment, with their defaults', () => {
    process.env[env.options] = '{"size":3}';
    expect(optionsFromEnv(Options)).toEqual({ size: 3 });
    process.env[env.options] = '{}';
    expect(optionsFromEnv(Options)).toEqual({ size: 2 });
  });

  it.each([
    ['{"size":4}', 'OPTIONS.size: expected a whole number of things from 1 to 3'],
    ['{"sise":1}', 'OPTIONS.sise: expected one of size'],
    ['null', 'OPTIONS: expected an object with size'],
    ['', 'the environment variable OPTIONS is not set'],
  ])('stop it at start when they are %s', (json, message) => {
    process.env[env.options] = json;
    expect(() => optionsFromEnv(Options)).toThrow(message);
  });
});

describe('a required variable', () => {
  it('is named when it is missing', () => {
    delete process.env[env.options];
    expect(() => requireEnv(env.options)).toThrow('the environment variable OPTIONS is not set');
  });
});

describe('a URL', () => {
  it.each(['https://a.example', 'https://a.example:8443/b?c=d', 'https://[::1]/'])('may be %s', (url) => {
    expect(v.is(HttpsUrl, url)).toBe(true);
  });

  it.each([
    'http://a.example',
    'https://',
    'https:a.example',
    'https:///a.example',
    'https://@a.example',
    'https://ada@a.example',
    'https://:secret@a.example',
    ' https://a.example',
    'https://a.example\n',
    'https:\\\\a.example',
    'https://a.example/b\\c',
  ])('isn’t %j', (url) => {
    expect(v.is(HttpsUrl, url)).toBe(false);
  });
});
