import { cache, token } from '@gomomento/generated-types';
import { permission_messages } from '@gomomento/generated-types/dist/permissionmessages.js';
import { type Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { demoApiKey, type MomentoSandbox, startMomentoSandbox } from '../../../lambda/momento/sandbox/sandbox.ts';
import { ManualClock } from '../../support/manual-clock.ts';

/*
 * By the services' own definitions and nothing of Momento's SDK; that the SDK runs against the sandbox is shown where
 * the SDK is used.
 */

const { TokenClient, _GenerateDisposableTokenRequest: Ask } = token.token;
const {
  ScsClient,
  ECacheResult,
  _GetRequest: GetItem,
  _SetRequest: SetItem,
  _DeleteRequest: DeleteItem,
} = cache.cache_client;
const { CacheRole, TopicRole, Permissions, ExplicitPermissions, PermissionsType } = permission_messages;
const { CachePermissions, TopicPermissions, FunctionPermissions } = PermissionsType;
const { All, CacheItemSelector, CacheSelector, TopicSelector } = PermissionsType;

const keys = { apiKey: demoApiKey() };
const { api_key: innerKey, endpoint: keysEndpoint } = JSON.parse(Buffer.from(keys.apiKey, 'base64').toString());

let clock: ManualClock;
let sandbox: MomentoSandbox;
let clients: Client[];
beforeEach(async () => {
  clock = new ManualClock();
  sandbox = await startMomentoSandbox({ keys, now: clock.now });
  clients = [];
});
afterEach(async () => {
  for (const client of clients) client.close();
  await sandbox.close();
});

function connected<C extends Client>(
  Service: new (address: string, as: ReturnType<typeof credentials.createInsecure>) => C,
) {
  const client = new Service(new URL(sandbox.url).host, credentials.createInsecure());
  clients.push(client);
  return client;
}

/** A call as a promise. */
function answer<T>(call: (done: (error: ServiceError | null, answer?: T) => void) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    call((error, answer) => (error ? reject(error) : resolve(answer as T)));
  });
}

const game = new CacheSelector({ cache_name: 'game' });
const allTopics = new PermissionsType({
  topic_permissions: new TopicPermissions({
    role: TopicRole.TopicReadOnly,
    cache_selector: game,
    all_topics: new All(),
  }),
});

function ask({ authToken = innerKey, seconds = 60, tokenId = 'client', permissions = [allTopics] } = {}) {
  const request = new Ask({
    auth_token: authToken,
    expires: new Ask.Expires({ valid_for_seconds: seconds }),
    permissions: new Permissions({ explicit: new ExplicitPermissions({ permissions }) }),
    token_id: tokenId,
  });
  const client = connected(TokenClient);
  return answer<InstanceType<typeof token.token._GenerateDisposableTokenResponse>>((done) =>
    client.GenerateDisposableToken(request, done),
  );
}

function metadata({ authorization = innerKey, name = 'game' } = {}): Metadata {
  const given = new Metadata();
  given.set('authorization', authorization);
  if (name !== '') given.set('cache', name);
  return given;
}

function get(key: string, sent = metadata()) {
  const client = connected(ScsClient);
  return answer<InstanceType<typeof cache.cache_client._GetResponse>>((done) =>
    client.Get(new GetItem({ cache_key: Buffer.from(key) }), sent, done),
  );
}

function set(key: string, value: string, ttlMs = 1_000, sent = metadata()) {
  const client = connected(ScsClient);
  const request = new SetItem({
    cache_key: Buffer.from(key),
    cache_body: Buffer.from(value),
    ttl_milliseconds: ttlMs,
  });
  return answer<InstanceType<typeof cache.cache_client._SetResponse>>((done) => client.Set(request, sent, done));
}

/** As Momento's SDKs hand a token on. */
function vended({ api_key, endpoint }: { api_key: string; endpoint: string }): string {
  return Buffer.from(JSON.stringify({ endpoint, api_key })).toString('base64');
}

describe('the demo key', () => {
  it('is a v1 key, of nobody’s endpoint, and another one each time', () => {
    expect(keysEndpoint).toBe('momento.invalid');
    expect(innerKey).toMatch(/^[0-9a-f]{32}$/);
    expect(demoApiKey()).not.toBe(keys.apiKey);
  });
});

describe('the token service', () => {
  it('is on this machine only', () => {
    expect(sandbox.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('vends tokens that it can read again, another one each time', async () => {
    const [first, second] = [await ask(), await ask()];
    const exp = clock.now() / 1000 + 60;
    expect(first).toMatchObject({ endpoint: new URL(sandbox.url).host, valid_until: exp });
    expect(sandbox.decode(vended(first))).toEqual({
      permissions: [{ role: 'subscribeonly', cache: 'game', topic: '*' }],
      tokenId: 'client',
      exp,
    });
    expect(second.api_key).not.toBe(first.api_key);
    expect(sandbox.calls).toEqual({ token: 2, cache: 0 });
  });

  it('reads every kind of topics and items', async () => {
    const topic = (selector: object) =>
      new PermissionsType({
        topic_permissions: new TopicPermissions({
          role: TopicRole.TopicReadWrite,
          all_caches: new All(),
          topic_selector: new TopicSelector(selector),
        }),
      });
    const items = (selector?: object) =>
      new PermissionsType({
        cache_permissions: new CachePermissions({
          role: CacheRole.CacheWriteOnly,
          cache_selector: game,
          ...(selector && { item_selector: new CacheItemSelector(selector) }),
        }),
      });
    const permissions = [
      topic({ topic_name: 'chat' }),
      topic({ topic_name_prefix: 'chat-' }),
      items(),
      items({ key: Buffer.from('one') }),
      items({ key_prefix: Buffer.from('public/') }),
    ];
    expect(sandbox.decode(vended(await ask({ permissions }))).permissions).toEqual([
      { role: 'publishsubscribe', cache: '*', topic: 'chat' },
      { role: 'publishsubscribe', cache: '*', topic: 'chat-*' },
      { role: 'writeonly', cache: 'game', items: '*' },
      { role: 'writeonly', cache: 'game', items: 'one' },
      { role: 'writeonly', cache: 'game', items: 'public/*' },
    ]);
  });

  it('knows its own tokens only, and as it made them', async () => {
    const made = await ask();
    const [content = '', signature = ''] = made.api_key.split('.');
    const forged = Buffer.from(content, 'base64url').toString().replace('client', 'admin');
    const api_key = `${Buffer.from(forged).toString('base64url')}.${signature}`;
    expect(() => sandbox.decode(vended({ endpoint: made.endpoint, api_key }))).toThrow('not a token of this sandbox');
  });

  it.each([
    ['another key', { authToken: 'another' }, status.UNAUTHENTICATED],
    ['no key', { authToken: '' }, status.UNAUTHENTICATED],
    ['no end', { seconds: 0 }, status.INVALID_ARGUMENT],
    ['no permission', { permissions: [] }, status.INVALID_ARGUMENT],
    [
      'what it doesn’t know',
      { permissions: [new PermissionsType({ function_permissions: new FunctionPermissions({}) })] },
      status.INVALID_ARGUMENT,
    ],
    ['a token id beyond 64 characters', { tokenId: 'x'.repeat(65) }, status.INVALID_ARGUMENT],
  ])('refuses %s', async (_what, asked, code) => {
    await expect(ask(asked)).rejects.toMatchObject({ code });
  });
});

describe('the cache service', () => {
  it('keeps an item until it ends, in its cache', async () => {
    expect(await get('key')).toMatchObject({ result: ECacheResult.Miss });
    expect(await set('key', 'value')).toMatchObject({ result: ECacheResult.Ok });
    expect(Buffer.from((await get('key')).cache_body).toString()).toBe('value');
    expect(await get('key', metadata({ name: 'other' }))).toMatchObject({ result: ECacheResult.Miss });
    clock.advance(999);
    expect(await get('key')).toMatchObject({ result: ECacheResult.Hit });
    clock.advance(1);
    expect(await get('key')).toMatchObject({ result: ECacheResult.Miss });
    expect([...sandbox.items]).toEqual([]);
  });

  it('refuses another key, no cache and no end', async () => {
    await expect(get('key', metadata({ authorization: 'another' }))).rejects.toMatchObject({
      code: status.UNAUTHENTICATED,
    });
    await expect(set('key', 'value', 1, metadata({ name: '' }))).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
    });
    await expect(set('key', 'value', 0)).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  });

  it('has no other method', async () => {
    const client = connected(ScsClient);
    const asked = answer((done) => client.Delete(new DeleteItem({ cache_key: Buffer.from('key') }), metadata(), done));
    await expect(asked).rejects.toMatchObject({ code: status.UNIMPLEMENTED });
  });
});

describe('a service that is told to', () => {
  const failures = Object.values(status).filter((code) => typeof code === 'number' && code !== status.OK) as status[];

  it.each(failures)('fails with status %i, the other one does not, and is well again', async (code) => {
    sandbox.behave('token', { status: code });
    await expect(ask()).rejects.toMatchObject({ code });
    expect(await set('key', 'value')).toMatchObject({ result: ECacheResult.Ok });
    sandbox.behave('token', 'ok');
    sandbox.behave('cache', { status: code });
    await expect(get('key')).rejects.toMatchObject({ code });
    expect(await ask()).toHaveProperty('api_key');
  });

  it('fails so many times', async () => {
    sandbox.behave('token', { status: status.UNAVAILABLE, times: 2 });
    for (let at = 0; at < 2; at += 1) await expect(ask()).rejects.toMatchObject({ code: status.UNAVAILABLE });
    expect(await ask()).toHaveProperty('api_key');
  });

  it('hangs, and ends what hangs when it closes', async () => {
    sandbox.behave('token', 'hang');
    const ended = expect(ask()).rejects.toMatchObject({ code: expect.any(Number) });
    await vi.waitFor(() => expect(sandbox.calls.token).toBe(1));
    await sandbox.close();
    await ended;
  });
});
