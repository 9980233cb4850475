import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { AblyKeys } from '../../../lambda/ably/keys.ts';
import { AblyOptions } from '../../../lambda/ably/options.ts';
import { ably } from '../../../lambda/ably/provider.ts';
import { options } from './fixtures.ts';

function issuesOf(input: unknown): string[] {
  return (v.safeParse(AblyOptions, input).issues ?? []).map((issue) => `${v.getDotPath(issue)}: ${issue.message}`);
}

describe('the options of Ably', () => {
  it('have a capability, and defaults', () => {
    expect(v.parse(AblyOptions, { capability: { news: ['subscribe'] } })).toEqual({
      capability: { news: ['subscribe'] },
      allowEverything: false,
      lifetime: { default: 3_600, maximum: 86_400 },
    });
    expect(issuesOf({ capability: { '*': ['*'] }, allowEverything: true })).toEqual([]);
    expect(issuesOf({ capability: { '*': ['subscribe'], 'chat:*': ['*'] } })).toEqual([]);
  });

  it.each([
    ['none', {}, 'capability: a value'],
    ['an empty one', { capability: {} }, 'capability: operations by channel'],
    ['everything', { capability: { '*': ['*'] } }, "capability: less than { '*': ['*'] }, or allowEverything: true"],
    ['a wildcard within a part', { capability: { 'chat*': ['subscribe'] } }, 'a channel, or several with *'],
    ['a metachannel', { capability: { '[meta]log': ['subscribe'] } }, 'a channel, or several with *'],
    ['everything of every kind', { capability: { '[*]*': ['subscribe'] } }, 'a channel, or several with *'],
    ['a name that objects have', { capability: { constructor: ['subscribe'] } }, 'capability: no constructor'],
    ['no operation', { capability: { news: [] } }, 'capability.news: a list of subscribe, publish'],
    ['an operation there isn’t', { capability: { news: ['read'] } }, 'capability.news.0: a list of subscribe, publish'],
    ['all and one more', { capability: { news: ['*', 'publish'] } }, 'capability.news: a list of subscribe, publish'],
  ])('refuse %s', (_what, input, issue) => {
    expect(issuesOf(input)).toEqual([expect.stringContaining(issue)]);
  });
});

describe('a caller’s rights', () => {
  const faults = (only: object) => ably.rightsFaults({ only, maximumLifetimeSeconds: undefined }, options);

  it.each([
    [{ channels: ['vault'] }],
    [{ operations: ['stats'] }],
    [{ channels: ['news'], operations: ['publish'] }],
    [{ channels: ['chat:a*'] }],
  ])('must have something in common with the capability: %j', (only) => {
    expect(faults(only)).toEqual([
      { path: ['ably', Object.keys(only)[0]], expected: expect.stringContaining('the stage’s capability has some') },
    ]);
  });

  it('must not make a token too long for a URL', () => {
    const channels = Array.from({ length: 100 }, (_, at) => `chat:${'x'.repeat(100)}${at}`);
    expect(faults({ channels })).toEqual([{ path: ['ably'], expected: expect.stringContaining('4096 bytes') }]);
    expect(faults({ channels: channels.slice(0, 20) })).toEqual([]);
    expect(faults({})).toEqual([]);
  });
});

describe('an Ably key', () => {
  it('has a name of two parts and a secret', () => {
    expect(v.is(AblyKeys, { apiKey: 'xVLyHw.1Yn6Uw:OUb80AJ18v2acnSB_-' })).toBe(true);
  });

  it.each([
    '',
    'xVLyHw.1Yn6Uw',
    'xVLyHw.1Yn6Uw:',
    'xVLyHw:secret',
    'a.b.c:secret',
    'a.b:secret:more',
    'a.b: secret',
    '.b:secret',
  ])('is not %j', (apiKey) => {
    expect(v.is(AblyKeys, { apiKey })).toBe(false);
  });
});
