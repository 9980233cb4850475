import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { AblyKeys } from '../../../lambda/ably/keys.ts';
import { operations } from '../../../lambda/ably/operations.ts';
import { AblyOptions, type Capability } from '../../../lambda/ably/options.ts';
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

  it.each<[string, Capability]>([
    ['every channel by two wildcards', { '*:*': ['*'], news: ['subscribe'] }],
    ['every operation by its name', { '*': operations }],
    ['both', { '*:*': operations }],
    ['parts that come to it', { '*': operations.slice(0, 9), '*:*': operations.slice(9) }],
  ])('take everything only where they say so, also as %s', (_what, capability) => {
    expect(issuesOf({ capability })).toEqual([
      expect.stringContaining("capability: less than { '*': ['*'] }, or allowEverything: true"),
    ]);
    expect(issuesOf({ capability, allowEverything: true })).toEqual([]);
  });

  it.each<[string, Capability]>([
    ['all operations but one', { '*': operations.slice(1), '*:*': operations.slice(2) }],
    ['channels of two parts and more', { '*:*:*': ['*'], '*': ['subscribe'] }],
    ['a namespace', { 'chat:*': operations }],
  ])('take %s', (_what, capability) => {
    expect(issuesOf({ capability })).toEqual([]);
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
    [{ channels: ['vault'] }, 'channels', 0],
    [{ channels: ['news', 'chat:*', 'vault'] }, 'channels', 2],
    [{ channels: ['vault'], operations: ['stats'] }, 'channels', 0],
    [{ operations: ['stats'] }, 'operations', 0],
    [{ operations: ['subscribe', 'stats'] }, 'operations', 1],
    [{ channels: ['news'], operations: ['publish'] }, 'operations', 0],
    [{ channels: ['news', 'chat'], operations: ['subscribe'] }, 'channels', 1],
  ])('name nothing that the capability has nothing of: %j', (only, name, at) => {
    expect(faults(only)).toEqual([
      { path: ['ably', name, at], expected: expect.stringMatching(/the stage’s capability has (?:some|there): \S/) },
    ]);
  });

  it.each([
    { channels: ['chat:a*', '*ews'] },
    { channels: ['*'] },
    { channels: ['news', 'chat:*'], operations: ['subscribe', 'publish'] },
    { clientIds: ['user-*', '* Lovelace', '*'] },
  ])('may name a part of it: %j', (only) => {
    expect(faults(only)).toEqual([]);
  });

  it('may name every operation where the capability has all of them', () => {
    const given = { ...options, capability: { 'chat:*': ['*' as const] } };
    const only = { operations: [...operations] };
    expect(ably.rightsFaults({ only, maximumLifetimeSeconds: undefined }, given)).toEqual([]);
  });

  it('name no client id that no request can give', () => {
    expect(faults({ clientIds: ['ada', ' ada', 'a\n*'] })).toMatchObject([
      { path: ['ably', 'clientIds', 1], expected: expect.stringContaining('clientId must be 1 to 128') },
      { path: ['ably', 'clientIds', 2] },
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
  it('is doubted where its secret is short', () => {
    const { warning } = ably.functions[0].secret.keys.apiKey;
    expect(warning('an-app-id.and-a-key-id:c')).toMatch(/^signs with fewer than 16 characters/);
    expect(warning('xVLyHw.1Yn6Uw:OUb80AJ18v2acnSB')).toBeUndefined();
  });

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
