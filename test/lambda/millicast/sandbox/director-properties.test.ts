import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AdmissionRequest, decideAdmission, director } from '../../../../lambda/millicast/sandbox/director.ts';
import type { PublishToken, SubscribeToken, Token } from '../../../../lambda/millicast/sandbox/token.ts';
import { tokenStore } from '../../../../lambda/millicast/sandbox/token-store.ts';
import { NOW } from './running.ts';
import { publishToken, sign, subscribeToken } from './tokens.ts';

/** Stream entries, each with a plain statement of the names it covers. */
const streamEntries: Record<string, { isRegex: boolean; covers: (name: string) => boolean }> = {
  cam: { isRegex: false, covers: (name) => name === 'cam' },
  '12': { isRegex: false, covers: (name) => name === '12' },
  '.+': { isRegex: true, covers: (name) => name.length > 0 },
  'cam-.*': { isRegex: true, covers: (name) => name.startsWith('cam-') },
  '[0-9]+': { isRegex: true, covers: (name) => name !== '' && [...name].every((c) => '0123456789'.includes(c)) },
  'a|ab': { isRegex: true, covers: (name) => name === 'a' || name === 'ab' },
};
const streamNames = ['cam', 'cam-', 'cam-1', 'CAM', '12', '1a', 'a', 'ab', 'b', ''];
const origins = [
  ...['https://example.com', 'https://a.example.com:8443', 'https://b.a.example.com', 'http://localhost:3000'],
  ...['https://evilexample.com', 'https://example.com.evil.org', 'null', 'example.com'],
];

/** So that one rule at a time decides, not all of them at once. */
function mostly<T>(usual: T, other: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ arbitrary: fc.constant(usual), weight: 4 }, { arbitrary: other, weight: 1 });
}

const address = fc.tuple(fc.constantFrom(0, 1), fc.constantFrom(0, 1, 127, 128, 255)).map(([c, d]) => `10.0.${c}.${d}`);
const block = fc.tuple(address, fc.constantFrom(0, 22, 23, 24, 25, 31, 32)).map(([ip, bits]) => `${ip}/${bits}`);
const listed = fc.array(fc.oneof(address, block), { maxLength: 2 });
const allowedOrigins = fc.subarray(['example.com', '*.example.com', '*.a.example.com', 'localhost'], { maxLength: 3 });
const time = fc.integer({ min: NOW - 2, max: NOW + 2 });

/** Exclusive, as the API keeps them: addresses are listed, or bound as they come. */
const addresses = fc.oneof(
  listed.map((allowedIpAddresses) => ({ allowedIpAddresses, bindIpsOnUsage: 0 })),
  fc.record({
    allowedIpAddresses: fc.uniqueArray(address, { maxLength: 2 }),
    bindIpsOnUsage: fc.integer({ min: 1, max: 3 }),
  }),
);

const settings = fc
  .record({
    token: mostly('one', fc.constant('two')),
    isActive: mostly(true, fc.constant(false)),
    expiresOn: mostly<number | null>(null, time),
    streams: fc.subarray(Object.keys(streamEntries), { minLength: 1, maxLength: 3 }),
    allowedOrigins: mostly<string[]>([], allowedOrigins),
    addresses: mostly({ allowedIpAddresses: [] as string[], bindIpsOnUsage: 0 }, addresses),
  })
  .map(({ streams, addresses: held, ...rest }) => ({
    ...rest,
    ...held,
    streams: streams.map((streamName) => ({ streamName, isRegex: streamEntries[streamName]?.isRegex ?? false })),
  }));

const publish = fc
  .record({ of: settings, subscribeRequiresAuth: fc.boolean() })
  .map(({ of, subscribeRequiresAuth }) =>
    publishToken({ ...of, subscribeRequiresAuth, id: of.token === 'one' ? 1 : 2 }),
  );
const subscribe = settings.map((of) => subscribeToken({ ...of, id: of.token === 'one' ? 3 : 4 }));

const tokens = fc.record({
  publish: fc.uniqueArray(publish, { minLength: 1, maxLength: 2, selector: ({ token }) => token }),
  subscribe: fc.uniqueArray(subscribe, { minLength: 1, maxLength: 2, selector: ({ token }) => token }),
});

const from = {
  streamName: mostly('cam-1', fc.constantFrom(...streamNames)),
  origin: fc.option(fc.constantFrom(...origins), { nil: undefined }),
  ip: fc.option(fc.oneof(address, fc.constantFrom('2001:db8::1', 'nonsense', '')), { nil: undefined }),
};

// A second, plain statement of the rules, which shares no code with the first.

const lives = (token: Token, at: number) => token.isActive && !(token.expiresOn !== null && token.expiresOn <= at);

const covers = (token: Token, name: string) =>
  token.streams.filter(({ streamName }) => streamEntries[streamName]?.covers(name)).length > 0;

function originFits(allowed: readonly string[], origin: string | undefined): boolean {
  if (allowed.length === 0) return true;
  const host =
    /^https?:\/\/([a-z.]+)(?::\d+)?$/
      .exec(origin ?? '')?.[1]
      ?.split('.')
      .reverse() ?? [];
  return allowed.some((entry) => {
    const labels = entry.split('.').reverse();
    const wild = labels.at(-1) === '*';
    const fixed = wild ? labels.slice(0, -1) : labels;
    return (
      fixed.every((label, i) => host[i] === label) && (wild ? host.length > fixed.length : host.length === fixed.length)
    );
  });
}

const numberOf = (ip: string) => ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

function isListed(entries: readonly string[], ip: string | undefined): boolean {
  if (ip === undefined || !/^10\.0\.\d+\.\d+$/.test(ip)) return false;
  return entries.some((entry) => {
    const [start = '', bits = '32'] = entry.split('/');
    const size = 2 ** (32 - Number(bits));
    return Math.floor(numberOf(start) / size) === Math.floor(numberOf(ip) / size);
  });
}

function addressFits(token: Token, ip: string | undefined): boolean {
  if (token.bindIpsOnUsage === 0 && token.allowedIpAddresses.length === 0) return true;
  if (isListed(token.allowedIpAddresses, ip)) return true;
  const isAddress = ip !== undefined && (ip.startsWith('10.') || ip.includes('::'));
  return isAddress && token.bindIpsOnUsage > token.allowedIpAddresses.length;
}

const opens = (token: Token | undefined, { streamName, origin, ip }: AdmissionRequest, at: number) =>
  token !== undefined &&
  lives(token, at) &&
  covers(token, streamName) &&
  originFits(token.allowedOrigins, origin) &&
  addressFits(token, ip);

function shouldAdmit(
  held: { publish: readonly PublishToken[]; subscribe: readonly SubscribeToken[] },
  request: AdmissionRequest,
  at: number,
): boolean {
  if (request.kind === 'subscribe' && request.token === undefined) {
    const holders = held.publish.filter((token) => lives(token, at) && covers(token, request.streamName));
    return holders.length > 0 && holders.every((token) => !token.subscribeRequiresAuth);
  }
  return opens(
    held[request.kind].find(({ token }) => token === request.token),
    request,
    at,
  );
}

/** Every rule has to have decided some case, or the case was never tried. */
const reasonsOfTokens = ['ip_not_allowed', 'origin_not_allowed', 'stream_not_allowed', 'token_admits', 'token_expired'];
const reasonsByToken = [
  ...[...reasonsOfTokens, 'token_inactive', 'token_required', 'token_unknown'],
  ...['stream_is_open', 'stream_not_published'],
].toSorted();
const reasonsBySelfSigned = [
  ...[...reasonsOfTokens, 'token_inactive', 'self_signed_malformed', 'self_signed_expired'],
  ...['self_signed_bad_signature', 'self_signed_parent_unknown'],
].toSorted();

describe('the director', () => {
  it('admits by tokens what the rules allow, and nothing else', () => {
    const request = fc.record({
      kind: fc.constantFrom('publish' as const, 'subscribe' as const),
      token: fc.oneof(mostly('one', fc.constantFrom('two', 'three')), fc.constant(undefined)),
      ...from,
    });
    const reasons = new Set<string>();
    fc.assert(
      fc.property(tokens, request, time, (held, asked, at) => {
        const { admitted, reason } = decideAdmission(held, asked, at).admission;
        expect(admitted).toBe(shouldAdmit(held, asked, at));
        reasons.add(reason);
      }),
      { numRuns: 4000 },
    );
    expect([...reasons].toSorted()).toEqual(reasonsByToken);
  });

  it('admits by self-signed tokens what they and their parents allow, and nothing else', () => {
    const claims = fc.record({
      tokenId: mostly(3, fc.constantFrom(4, 5)),
      streamName: mostly('cam-1', fc.constantFrom(...streamNames)),
      allowedOrigins: mostly<string[] | null>(null, allowedOrigins),
      allowedIpAddresses: mostly<string[] | null>(null, listed),
      exp: mostly(NOW / 1000 + 60, fc.constantFrom(NOW / 1000 - 1, NOW / 1000)),
      key: mostly('one', fc.constantFrom('two', 'three')),
    });
    const sameName = mostly(true, fc.constant(false));
    const reasons = new Set<string>();
    fc.assert(
      fc.property(tokens, claims, fc.record(from), sameName, time, (held, signed, asked, same, at) => {
        const { exp, key, ...streaming } = signed;
        const token = sign({ streaming: { ...streaming, tokenType: 'Subscribe' }, exp }, key);
        const streamName = same ? signed.streamName : asked.streamName;
        const request = { kind: 'subscribe', ...asked, streamName, token } as const;
        const parent = held.subscribe.find(({ id }) => id === signed.tokenId);
        const expected =
          parent?.token === key &&
          signed.streamName !== '' &&
          at < exp * 1000 &&
          streamName === signed.streamName &&
          originFits(signed.allowedOrigins ?? [], asked.origin) &&
          (isListed(signed.allowedIpAddresses ?? [], asked.ip) || (signed.allowedIpAddresses ?? []).length === 0) &&
          opens(parent, request, at);
        const { admitted, reason } = decideAdmission(held, request, at).admission;
        expect(admitted).toBe(expected);
        reasons.add(reason);
      }),
      { numRuns: 4000 },
    );
    expect([...reasons].toSorted()).toEqual(reasonsBySelfSigned);
  });

  it('admits from the first n addresses of a token bound to n, and from no other ever after', () => {
    const ips = fc.array(
      fc.nat(9).map((d) => `10.0.0.${d}`),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), ips, (n, seen) => {
        const store = tokenStore();
        store.put(publishToken({ bindIpsOnUsage: n }));
        const { admit } = director(store, () => NOW);
        const admitted = seen.map((ip) =>
          admit({ kind: 'publish', token: publishToken().token, streamName: 'cam', ip }),
        );
        const first = [...new Set(seen)].slice(0, n);
        expect(admitted.map((each) => each.admitted)).toEqual(seen.map((ip) => first.includes(ip)));
        expect(store.get('publish', 1)?.allowedIpAddresses).toEqual(first);
      }),
    );
  });

  it('admits nobody, and never hangs, whatever is shown for a token', () => {
    const store = tokenStore();
    store.put(subscribeToken());
    const { admit } = director(store, () => NOW);
    const jwtLike = fc.array(fc.base64String(), { maxLength: 4 }).map((parts) => parts.join('.'));
    fc.assert(
      fc.property(fc.oneof(fc.string(), jwtLike), fc.string(), (token, streamName) => {
        fc.pre(token !== subscribeToken().token);
        expect(admit({ kind: 'subscribe', token, streamName }).admitted).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('matches a pattern that would backtrack for ever', () => {
    const streams = [{ streamName: '(a+)+b', isRegex: true }];
    const token = publishToken({ streams });
    const request = { kind: 'publish', token: token.token, streamName: `${'a'.repeat(120)}!` } as const;
    expect(decideAdmission({ publish: [token], subscribe: [] }, request, NOW).admission.reason).toBe(
      'stream_not_allowed',
    );
  });
});
