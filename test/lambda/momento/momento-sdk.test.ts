import { cache as cacheTypes, token } from '@gomomento/generated-types';
import {
  AllTopics,
  AuthClient,
  AuthClientConfigurations,
  CacheClient,
  CacheGet,
  CacheRole,
  CacheSet,
  Configurations,
  CredentialProvider,
  type DisposableTokenScope,
  ExpiresIn,
  GenerateDisposableToken,
  NoopMomentoLoggerFactory,
  TopicRole,
} from '@gomomento/sdk';
import { status } from '@grpc/grpc-js';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { addressOf } from '../../../lambda/momento/address.ts';
import { errorCode } from '../../../lambda/momento/error-code.ts';
import { failureFor } from '../../../lambda/momento/failure.ts';
import { GENERATE_DISPOSABLE_TOKEN, GET, SET } from '../../../lambda/momento/messages.ts';
import { connectMomento, MOMENTO_TIMES } from '../../../lambda/momento/momento.ts';
import type { TokenScope } from '../../../lambda/momento/options.ts';
import { demoApiKey } from '../../../lambda/momento/sandbox/sandbox.ts';
import { causeOf } from '../../../lambda/shared/telemetry/log.ts';
import { startGrpcJs } from './grpc-js.ts';

/*
 * Momento's SDK and we are asked for the same, before one server: both must send the same and read the same.
 */

const { _GenerateDisposableTokenResponse: TokenAnswer } = token.token;
const { _GetResponse: GetAnswer, _SetResponse: SetAnswer } = cacheTypes.cache_client;

const server = await startGrpcJs([GENERATE_DISPOSABLE_TOKEN, GET, SET]);
const { host } = server;
const apiKey = demoApiKey();
const { api_key: credential } = JSON.parse(Buffer.from(apiKey, 'base64').toString());
const sdk = sdkAt(host);
const tools = { now: () => 0, random: Math.random, sleep: async () => {} };
const momento = connectMomento(apiKey, `http://${host}`, { ...MOMENTO_TIMES, attempts: 1, cacheMs: 10_000 }, tools);

afterAll(() => {
  momento.close();
  server.close();
});

function sdkAt(host: string) {
  const silent = new NoopMomentoLoggerFactory();
  const all = { controlEndpoint: host, cacheEndpoint: host, tokenEndpoint: host, secureConnection: false };
  const credentialProvider = CredentialProvider.fromString({ apiKey, endpointOverrides: all });
  return {
    auth: new AuthClient({ credentialProvider, configuration: AuthClientConfigurations.Default.latest(silent) }),
    caches: new CacheClient({
      credentialProvider,
      configuration: Configurations.Lambda.latest(silent)
        .withClientTimeoutMillis(10_000)
        .withRetryStrategy({ determineWhenToRetryRequest: () => null }),
      defaultTtlSeconds: 1,
    }),
  };
}

/** A scope in the SDK's form. */
function sdkScope({ cache, topics, items }: TokenScope): DisposableTokenScope {
  const topicRole = {
    publishsubscribe: TopicRole.PublishSubscribe,
    subscribeonly: TopicRole.SubscribeOnly,
    publishonly: TopicRole.PublishOnly,
  };
  const cacheRole = { readwrite: CacheRole.ReadWrite, readonly: CacheRole.ReadOnly, writeonly: CacheRole.WriteOnly };
  if (items?.keyPrefix !== undefined) {
    return { permissions: [{ role: cacheRole[items.role], cache, item: { keyPrefix: items.keyPrefix } }] };
  }
  const names = topics === undefined ? [] : topics.names === 'all' ? [AllTopics] : topics.names;
  return {
    permissions: [
      ...names.map((topic) => ({ role: topicRole[topics?.role ?? 'subscribeonly'], cache, topic })),
      ...(items === undefined ? [] : [{ role: cacheRole[items.role], cache }]),
    ],
  };
}

const name = fc
  .oneof(fc.string({ minLength: 1, maxLength: 255 }), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }))
  .filter((text) => /\S/.test(text));
const topics = fc.record({
  role: fc.constantFrom('publishsubscribe', 'subscribeonly', 'publishonly'),
  names: fc.oneof(fc.constant('all' as const), fc.array(name, { minLength: 1, maxLength: 5 })),
});
const role = fc.constantFrom('readwrite', 'readonly', 'writeonly');
const common = { cache: name, lifetimeSeconds: fc.integer({ min: 1, max: 2 ** 32 - 1 }) };
const scope = fc.oneof(
  fc.record({ ...common, topics }),
  fc.record({ ...common, items: fc.record({ role, keyPrefix: name }) }),
  fc.record({ ...common, items: fc.record({ role }) }),
  fc.record({ ...common, topics, items: fc.record({ role }) }),
);

describe('a call for a token', () => {
  it('is, byte for byte, the SDK’s for the same scope, lifetime and token id', async () => {
    server.answer(Buffer.alloc(0));
    await fc.assert(
      fc.asyncProperty(scope, fc.string({ minLength: 1, maxLength: 64 }), async (asked, tokenId) => {
        server.asked.length = 0;
        await sdk.auth.generateDisposableToken(sdkScope(asked), ExpiresIn.seconds(asked.lifetimeSeconds), { tokenId });
        await expect(momento.generateToken(asked, tokenId)).rejects.toThrow();
        const [theirs, ours] = server.asked;
        expect(ours?.path).toBe(theirs?.path);
        expect(ours?.message.toString('hex')).toBe(theirs?.message.toString('hex'));
      }),
      { numRuns: 100 },
    );
  });

  it('reads the same token out of an answer, with fields that are new to us', async () => {
    const unknown = Buffer.from([
      0x7a, 0x01, 0x21, 0xf8, 0x01, 0xff, 0x01, 0x85, 0x02, 1, 2, 3, 4, 0x89, 0x02, 1, 2, 3, 4, 5, 6, 7, 8,
    ]);
    const asked: TokenScope = { cache: 'game', topics: { role: 'subscribeonly', names: 'all' }, lifetimeSeconds: 60 };
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.stringMatching(/^[A-Za-z0-9.:-]{1,40}$/),
        fc.integer({ min: 1, max: 8_640_000_000_000 }),
        async (api_key, endpoint, valid_until) => {
          const made = new TokenAnswer({ api_key, endpoint, valid_until }).serializeBinary();
          server.answer(Buffer.concat([unknown, made, unknown]));
          const theirs = await sdk.auth.generateDisposableToken(sdkScope(asked), ExpiresIn.seconds(60));
          if (!(theirs instanceof GenerateDisposableToken.Success)) return expect.fail(`${theirs}`);
          expect(await momento.generateToken(asked, 'client')).toEqual({
            token: theirs.authToken,
            endpoint: theirs.endpoint,
            exp: theirs.expiresAt.epoch(),
          });
        },
      ),
    );
  });
});

describe('a call of the cache', () => {
  it('is, byte for byte, the SDK’s', async () => {
    const key = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(
        key,
        fc.uint8Array({ maxLength: 300, minLength: 1 }),
        fc.integer({ min: 1, max: 86_400 }),
        async (key, value, ttl) => {
          server.asked.length = 0;
          server.answer(Buffer.from(new GetAnswer({ result: 2, cache_body: value }).serializeBinary()));
          const theirs = await sdk.caches.get('game', key);
          expect(await momento.getItem('game', key)).toEqual(
            theirs instanceof CacheGet.Hit && theirs.valueUint8Array(),
          );
          server.answer(Buffer.from(new SetAnswer({ result: 1 }).serializeBinary()));
          expect(await sdk.caches.set('game', key, value, { ttl })).toBeInstanceOf(CacheSet.Success);
          await momento.setItem('game', key, value, ttl);
          const [sdkGet, ourGet, sdkSet, ourSet] = server.asked.map(
            ({ path, message }) => `${path} ${message.toString('hex')}`,
          );
          expect([ourGet, ourSet]).toEqual([sdkGet, sdkSet]);
        },
      ),
    );
  });

  it.each([0, 1, 2, 3, 4, 200])('reads the result %i as the SDK does', async (result) => {
    server.answer(Buffer.from(new GetAnswer({ result, message: 'why' }).serializeBinary()));
    const theirs = await sdk.caches.get('game', 'key');
    const ours = momento.getItem('game', 'key');
    if (theirs instanceof CacheGet.Error) await expect(ours).rejects.toMatchObject({ code: theirs.errorCode() });
    else expect(await ours).toEqual(theirs instanceof CacheGet.Hit ? theirs.valueUint8Array() : undefined);
  });
});

describe('what a call says beside its message', () => {
  it('is what the SDK says, but for the agent', async () => {
    server.answer(Buffer.alloc(0));
    const { auth, caches } = sdkAt(host);
    const asked: TokenScope = { cache: 'game', items: { role: 'readonly' }, lifetimeSeconds: 60 };
    server.asked.length = 0;
    await auth.generateDisposableToken(sdkScope(asked), ExpiresIn.seconds(60));
    await momento.generateToken(asked, 'client').catch(() => {});
    await caches.get('game', 'key');
    await momento.getItem('game', 'key').catch(() => {});
    const [sdkToken, ourToken, sdkGet, ourGet] = server.asked.map(({ metadata: { 'user-agent': _, ...said } }) => said);
    expect(sdkToken?.agent).toMatch(/^nodejs:auth:/);
    expect(ourToken).toEqual({ ...sdkToken, agent: 'stagepass:auth' });
    expect(sdkGet).toMatchObject({ authorization: credential, cache: 'game' });
    expect(ourGet).toEqual({ ...sdkGet, agent: 'stagepass:cache' });
  });
});

describe('a failure', () => {
  const statuses = [...Object.values(status).filter((code) => typeof code === 'number' && code !== status.OK), 17, 99];

  it.each(statuses)('with status %i has the SDK’s code', async (code) => {
    server.answer({ code: code as status, details: 'why' });
    const asked: TokenScope = { cache: 'game', items: { role: 'readonly' }, lifetimeSeconds: 60 };
    const [token, item, kept] = [
      await sdk.auth.generateDisposableToken(sdkScope(asked), ExpiresIn.seconds(60)),
      await sdk.caches.get('game', 'key'),
      await sdk.caches.set('game', 'key', 'value'),
    ];
    const codes = [token, item, kept].map((answer) => ('errorCode' in answer ? answer.errorCode() : 'none'));
    expect(codes).toEqual(Array(3).fill(errorCode(Number(code))));
    const expected = failureFor(codes[0] ?? '');
    const error = await momento.generateToken(asked, 'client').catch((reason) => reason);
    expect(error).toMatchObject({ code: expected.code, message: expected.message, mayPass: expected.mayPass });
    expect(causeOf(error.cause)).toBe(causeOf(expected.cause));
    await expect(momento.getItem('game', 'key')).rejects.toMatchObject({ name: 'Fault', code: codes[1] });
    await expect(momento.setItem('game', 'key', new Uint8Array(1), 1)).rejects.toMatchObject({ code: codes[2] });
  });
});

describe('where Momento is', () => {
  const claims = Buffer.from(JSON.stringify({ t: 'g', id: 'test' })).toString('base64url');
  const version2 = `eyJhbGciOiJFUzI1NiJ9.${claims}.c2lnbmF0dXJl`;
  const cell = 'cell-4-us-west-2-1.prod.a.momentohq.com';
  const local = { controlEndpoint: host, cacheEndpoint: host, tokenEndpoint: host, secureConnection: false };

  it.each([
    ['a v1 key', apiKey, '', CredentialProvider.fromString({ apiKey })],
    [
      'a v1 key and a cell',
      apiKey,
      `https://${cell}`,
      CredentialProvider.fromString({ apiKey, endpointOverrides: { baseEndpoint: cell } }),
    ],
    [
      'a v2 key and a cell',
      version2,
      `https://${cell}`,
      CredentialProvider.fromApiKeyV2({ apiKey: version2, endpoint: cell }),
    ],
    [
      'a v1 key and a stand-in',
      apiKey,
      `http://${host}`,
      CredentialProvider.fromString({ apiKey, endpointOverrides: local }),
    ],
    [
      'a v2 key and a stand-in',
      version2,
      'http://127.0.0.1:8080',
      CredentialProvider.forMomentoLocal({ hostname: '127.0.0.1', port: 8080 }),
    ],
  ])('is what the SDK makes of %s', (_what, key, endpoint, provider) => {
    const scheme = provider.isEndpointSecure() ? 'https' : 'http';
    expect(addressOf(key, endpoint)).toEqual({
      tokens: `${scheme}://${provider.getTokenEndpoint()}`,
      caches: `${scheme}://${provider.getCacheEndpoint()}`,
      credential: provider.getAuthToken(),
    });
  });
});
