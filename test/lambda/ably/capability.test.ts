import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { capabilityFor, capabilityText, grantedBy } from '../../../lambda/ably/capability.ts';
import { TokenQuery } from '../../../lambda/ably/contract.ts';
import type { Capability } from '../../../lambda/ably/options.ts';
import { covers, isResource } from '../../../lambda/ably/resource.ts';
import { ablyAllows, ablyMatches, escaped, readings } from './ably-matcher.ts';

const stage = { 'chat:*': ['subscribe', 'publish'], news: ['subscribe'] } as const;

describe('a token’s capability', () => {
  it.each([
    ['the stage’s, where nothing limits it', {}, {}, stage],
    [
      'one channel, where the request names it',
      {},
      { channel: 'chat:lobby' },
      { 'chat:lobby': ['subscribe', 'publish'] },
    ],
    ['only the operations that the request names', {}, { operations: ['publish'] }, { 'chat:*': ['publish'] }],
    [
      'only the operations of the rights',
      { operations: ['subscribe', 'history'] },
      {},
      { 'chat:*': ['subscribe'], news: ['subscribe'] },
    ],
    ['only the resources that a right matches', { channels: ['n*'] }, {}, { news: ['subscribe'] }],
    [
      'a right that is a resource itself',
      { channels: ['chat:lobby', 'chat:*:a'] },
      {},
      { 'chat:lobby': ['subscribe', 'publish'], 'chat:*:a': ['subscribe', 'publish'] },
    ],
    ['the same resource in both', { channels: ['chat:*'] }, {}, { 'chat:*': ['subscribe', 'publish'] }],
  ] as const)('is %s', (_what, rights, asked, capability) => {
    expect(capabilityFor(stage, { only: rights }, asked)).toEqual(capability);
  });

  it.each([
    [
      'a channel that the stage doesn’t have',
      {},
      { channel: 'vault' },
      'anything on the channel "vault"; allowed: "chat:*" (subscribe, publish), "news" (subscribe)',
    ],
    ['the namespace of its channels', {}, { channel: 'chat' }, 'anything on the channel "chat"'],
    [
      'an operation that the channel doesn’t have',
      {},
      { channel: 'news', operations: ['publish'] },
      'the operation "publish" on the channel "news"; allowed: subscribe',
    ],
    [
      'an operation that no channel has',
      {},
      { operations: ['subscribe', 'stats'] },
      'the operation "stats"; allowed: ',
    ],
    [
      'an operation that only channels outside the rights have',
      { channels: ['news'] },
      { operations: ['publish'] },
      'the operation "publish"; allowed: "news" (subscribe)',
    ],
    ['a namespace that a right doesn’t match', { channels: ['c*t:*'] }, {}, 'without a channel; allowed: "c*t:*"'],
    ['what only overlaps with a right', { channels: ['chat:a*'] }, {}, 'without a channel; allowed: "chat:a*"'],
  ] as const)('is refused for %s', (_what, rights, asked, message) => {
    expect(() => capabilityFor(stage, { only: rights }, asked)).toThrow(message);
  });

  it('has every operation only where the stage says so and nothing limits it', () => {
    expect(grantedBy({ '*': ['*'] }, {})).toEqual({ '*': ['*'] });
    expect(grantedBy({ '*': ['*'] }, { operations: ['history'] })).toEqual({ '*': ['history'] });
    expect(grantedBy({ 'a:*': ['*'], '*': ['stats'] }, {}, { channel: 'a:b' })).toEqual({ 'a:b': ['*'] });
  });

  it('is written as Ably’s SDKs write it', () => {
    expect(capabilityText(stage)).toBe('{"chat:*":["publish","subscribe"],"news":["subscribe"]}');
  });
});

const OPERATIONS = ['subscribe', 'publish', 'history'] as const;

/** Every short channel of two letters, and what isn’t one, or looks like a pattern. */
const channels = [
  ...['a', 'b'].flatMap((one) => [one, ...['a', 'b'].flatMap((two) => [`${one}:${two}`, `${one}:${two}:a`])]),
  ...['[meta]a', '[queue]a', '[?rewind=1]a', '[*]*', '[a', '*', 'a*', 'a:*', ':a', 'a:', 'a::b', ':'],
];

const resource = fc
  .array(fc.constantFrom('a', 'b', '*'), { minLength: 1, maxLength: 3 })
  .map((segments) => segments.join(':'));
const someOperations = fc.subarray([...OPERATIONS], { minLength: 1 });
const capability = fc.dictionary(resource, fc.oneof(someOperations, fc.constant(['*' as const])), {
  minKeys: 1,
  maxKeys: 3,
});
const pattern = fc.oneof(
  resource,
  fc.constantFrom('[*]*', '[*', '[meta]*', 'a:', '*a', '*a:*', 'a*:*'),
  fc.string({ unit: fc.constantFrom('a', 'b', ':', '*'), minLength: 1, maxLength: 4 }),
);
const rights = fc.record(
  { channels: fc.array(pattern, { minLength: 1, maxLength: 3 }), operations: someOperations },
  { requiredKeys: [] },
);
const asked = fc.record(
  {
    channel: fc.constantFrom(...channels.filter((channel) => v.is(TokenQuery, { clientId: 'ada', channel }))),
    operations: someOperations,
  },
  { requiredKeys: [] },
);

function globMatches(one: string, text: string): boolean {
  return new RegExp(`^${one.split('*').map(escaped).join('.*')}$`).test(text);
}

/** A pattern of rights, as they are written: any characters in place of `*`; and as Ably reads it. */
function rightMatches(one: string, channel: string, alsoNamespace: boolean): boolean {
  return globMatches(one, channel) || (isResource(one) && ablyMatches(one, channel, alsoNamespace));
}

describe('no capability', () => {
  it('is wider than the stage’s, the rights or the request, however Ably reads it', () => {
    let allowed = 0;
    fc.assert(
      fc.property(capability, rights, asked, fc.constantFrom(...readings), (stage, own, request, reading) => {
        const granted = grantedBy(stage, own, request);
        expect(Object.keys(granted).filter((each) => !isResource(each))).toEqual([]);
        for (const channel of channels) {
          for (const operation of [...OPERATIONS, 'stats']) {
            if (!ablyAllows(granted, channel, operation, reading)) continue;
            allowed += 1;
            const about = `${operation} on ${channel}: ${JSON.stringify(granted)}`;
            expect(ablyAllows(stage, channel, operation, reading), about).toBe(true);
            const { channels: patterns = ['*'], operations = [operation] } = own;
            expect(
              patterns.some((one) => rightMatches(one, channel, reading)),
              about,
            ).toBe(true);
            expect(operations, about).toContain(operation);
            expect(request.operations ?? [operation], about).toContain(operation);
            if (request.channel !== undefined) expect(channel, about).toBe(request.channel);
          }
        }
      }),
      { numRuns: 2_000 },
    );
    expect(allowed).toBeGreaterThan(1_000);
  });

  it('lacks what all of them give for a channel that is named', () => {
    fc.assert(
      fc.property(capability, rights, asked, (stage, own, { channel = 'a:b', ...request }) => {
        const granted = grantedBy(stage, own, { ...request, channel });
        for (const operation of OPERATIONS) {
          const isGiven =
            ablyAllows(stage, channel, operation, false) &&
            (own.channels ?? ['*']).some((one) => globMatches(one, channel)) &&
            (own.operations ?? [operation]).includes(operation) &&
            (request.operations ?? [operation]).includes(operation);
          expect(ablyAllows(granted, channel, operation, false)).toBe(isGiven);
        }
      }),
    );
  });
});

describe('a resource', () => {
  it('covers another one only where it matches each of its channels', () => {
    fc.assert(
      fc.property(resource, resource, fc.constantFrom(...readings), (wider, narrower, reading) => {
        if (!covers(wider, narrower)) return;
        for (const channel of channels.filter((each) => ablyMatches(narrower, each, reading))) {
          expect(ablyMatches(wider, channel, reading), `${wider} over ${narrower}: ${channel}`).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
    expect([covers('a:*', 'a:b:*'), covers('a:*:c', 'a:b:c'), covers('*', 'a:*')]).toEqual([true, true, true]);
  });

  it.each([
    '',
    '[meta]log',
    '[*]*',
    '[queue]a',
    '[?rewind=1]a',
    ':a',
    'a:',
    'a::b',
    'a*',
    'a:b*',
    '**',
    'a\nb',
    'a\u202eb',
  ])('is not %j', (text) => {
    expect(isResource(text)).toBe(false);
  });
});

describe('what is refused to a signed-in user', () => {
  const own = {
    only: { channels: ['acme:*', 'acme-*'], operations: ['publish'] },
    asWritten: { channels: ['{tenant}:*', '{tenant}-*'], operations: ['publish'] },
  } as const;

  it.each([
    [{ '*': ['subscribe'] }, {}],
    [{ '*': ['publish'] }, { channel: 'other' }],
    [{ 'acme:*': ['publish'] }, { channel: 'acme:a', operations: ['subscribe'] }],
    [{ 'acme:a': ['publish'] }, { channel: 'other' }],
    [{ lobby: ['publish'] }, {}],
    [{ 'acme:*': ['publish'] }, { operations: ['subscribe'] }],
  ] as const)('is told with the rights as they are written: %j, %j', (stage, asked) => {
    const { channel, ...rest } = asked as { channel?: string };
    const refusal = () => capabilityFor(stage as Capability, own, { channel, ...rest });
    expect(refusal).toThrow(/may not ask for/);
    expect(refusal).not.toThrow(/allowed:.*acme/);
  });
});
