import { describe, expect, it } from 'vitest';
import type { Identity } from '../../../lambda/shared/identity/caller-header.ts';
import type { SandboxBehaviour } from '../../../lambda/shared/providers/stand-in.ts';
import { RETRY_MS } from '../../../lambda/shared/secrets/cached.ts';
import { iceServersRoute } from '../../../lambda/turn/contract.ts';
import { isIceUrl } from '../../../lambda/turn/ice-url.ts';
import { turn } from '../../../lambda/turn/provider.ts';
import { standIn } from '../../../lambda/turn/sandbox/stand-in.ts';
import { captureLog } from '../../support/captured-log.ts';
import { Confidential } from '../../support/confidential.ts';
import { NOW, startSuite } from '../conformance/running-provider.ts';

/*
 * The conformance suite runs the kind that is stated to it. These are the others: the function as it is deployed, before the
 * sandbox of its provider.
 */

const { run, advance } = await startSuite();

const others = ['cloudflare', 'twilio'] as const;

const lifetime = { default: 600, maximum: 7_200 };

/** Keys that were changed are used after this long, in ms. */
const KEYS_TTL_MS = 5 * 60_000 + 1;

async function running(kind: (typeof others)[number]) {
  const callers = {
    short: { maximumLifetimeSeconds: 150 },
    shorter: { maximumLifetimeSeconds: 59 },
    limited: { only: { users: ['ada'] } },
    members: { only: { users: ['{user}'] }, claims: { user: 'sub' } },
  };
  const { ask, put, sandbox, secrets } = await run(turn, { callers, stated: { configuration: { kind, lifetime } } });
  if (sandbox === undefined) throw new Error('there is no sandbox');
  return {
    sandbox,
    secret: secrets.Turn ?? '',
    put: (value: object) => put('Turn', JSON.stringify(value)),
    ask: (query: Record<string, string> = {}, caller?: string | Identity, method?: string) =>
      ask(iceServersRoute, { query }, caller, method),
    /** How long the credential lives that comes now, in seconds. */
    async lives(expireTime?: number, caller?: string): Promise<number> {
      const query: Record<string, string> = expireTime === undefined ? {} : { expireTime: String(expireTime) };
      const { body } = await ask(iceServersRoute, { query }, caller);
      return (Date.parse(body.expiresAt) - Date.now()) / 1000;
    },
  };
}

const failures: [SandboxBehaviour, code: string][] = [
  ['refuse', 'provider_refused'],
  ['nonsense', 'provider_failed'],
];

describe.each(others)('kind %s', (kind) => {
  it('answers what its provider gave, as a peer connection takes it', async () => {
    captureLog();
    const { status, body } = await (await running(kind)).ask();
    expect(status).toBe(200);
    const [stun, ...relays] = body.iceServers;
    expect(stun).toEqual({ urls: [expect.stringMatching(/^stun:/)] });
    expect(relays.length).toBeGreaterThan(0);
    for (const { urls, ...credential } of relays) {
      expect(urls.length).toBeGreaterThan(0);
      for (const url of urls) expect([url, isIceUrl(url), url.startsWith('turn')]).toEqual([url, true, true]);
      expect(credential).toEqual({ username: expect.any(String), credential: expect.any(String) });
    }
    expect(Date.parse(body.expiresAt)).toBeGreaterThan(NOW);
  });

  it('shares a credential while it is young, and then asks for the next', async () => {
    captureLog();
    const { ask, sandbox } = await running(kind);
    const { body: first } = await ask();
    advance(59_000);
    expect((await ask()).body).toEqual(first);
    expect(sandbox.calls()).toBe(1);
    advance(1_000);
    const { body: next } = await ask();
    expect(next.iceServers).not.toEqual(first.iceServers);
    expect(Date.parse(next.expiresAt) - Date.parse(first.expiresAt)).toBe(60_000);
    expect(sandbox.calls()).toBe(2);
  });

  it('shares none of a signed-in user with anybody, and renews theirs alone', async () => {
    captureLog();
    const { ask, sandbox } = await running(kind);
    const of = (name: string) => ({ caller: 'anybody', user: { name, issuer: 'app', values: {} } });
    const asking = async (by?: string, renew = false) => {
      const { body } = await ask(renew ? { renew: 'true' } : {}, by === undefined ? undefined : of(by));
      return JSON.stringify(body.iceServers);
    };
    const first = [await asking(), await asking('ada'), await asking('bob')];
    expect(new Set(first).size).toBe(3);
    expect([await asking(), await asking('ada'), await asking('bob')]).toEqual(first);
    expect(sandbox.calls()).toBe(3);
    advance(60_000);
    const second = [await asking(), await asking('ada', true), await asking('bob')];
    expect(new Set([...first, ...second]).size).toBe(6);
    expect(await asking('ada', true)).toBe(second[1]);
  });

  it('gives none that lives longer than was asked for, or than the caller may have', async () => {
    captureLog();
    const { lives, ask } = await running(kind);
    expect(await lives(7_200)).toBe(7_200);
    expect(await lives(100_000)).toBe(7_200);
    expect(await lives(3_659)).toBe(3_600);
    expect(await lives(60)).toBe(60);
    expect(await lives(undefined, 'short')).toBe(150);
    expect(await lives(149, 'short')).toBe(120);
    expect((await ask({ expireTime: '151' }, 'short')).status).toBe(403);
    // What others share doesn’t get to who may have less.
    expect(await lives()).toBe(600);
    expect(await lives(undefined, 'short')).toBe(150);
  });

  it('asks for none below a minute', async () => {
    captureLog();
    const { ask, sandbox } = await running(kind);
    const { status, body } = await ask({ expireTime: '59' });
    expect([status, body.error]).toEqual([400, 'expireTime must be at least 60 seconds here']);
    const refused = await ask({}, 'shorter');
    const error = 'this caller may not ask for a lifetime of 60 seconds; allowed: 59 seconds at most';
    expect([refused.status, refused.body.error]).toEqual([403, error]);
    expect(sandbox.calls()).toBe(0);
  });

  it('refuses HEAD what it refuses GET', async () => {
    captureLog();
    const { ask, sandbox } = await running(kind);
    const refused: [status: number, query: Record<string, string>, caller?: string][] = [
      [400, { userId: 'ada' }],
      [400, { expireTime: '59' }],
      [403, {}, 'shorter'],
      [403, {}, 'limited'],
    ];
    for (const [status, query, caller] of refused) {
      const statuses = [(await ask(query, caller)).status, (await ask(query, caller, 'HEAD')).status];
      expect(statuses).toEqual([status, status]);
    }
    expect((await ask({ expireTime: '60' }, 'short', 'HEAD')).status).toBe(200);
    expect(sandbox.calls()).toBe(0);
  });

  it('calls its provider for a few lifetimes only, however many are asked for', async () => {
    captureLog();
    const { lives, sandbox } = await running(kind);
    const lifetimes = new Set<number>();
    for (let asked = 60; asked <= 7_260; asked += 60) lifetimes.add(await lives(asked));
    expect([...lifetimes]).toEqual([60, 120, 300, 600, 900, 1_800, 3_600, 7_200]);
    expect(sandbox.calls()).toBe(lifetimes.size);
  });

  it('remembers a failure for all lifetimes, and gives what it has', async () => {
    captureLog();
    const { ask, sandbox } = await running(kind);
    const { body: first } = await ask();
    advance(60_000);
    sandbox.behave('refuse');
    for (const expireTime of ['60', '120', '3600', '7200']) {
      expect((await ask({ expireTime })).body).toMatchObject({ code: 'provider_refused' });
      expect((await ask()).body).toEqual(first);
    }
    expect(sandbox.calls()).toBe(2);
    // What one lifetime was refused late isn’t remembered longer for it.
    advance(RETRY_MS - 1);
    expect((await ask({ expireTime: '900' })).status).toBe(502);
    sandbox.behave('ok');
    advance(1);
    expect((await ask({ expireTime: '900' })).status).toBe(200);
    expect(sandbox.calls()).toBe(3);
  });

  it('takes no user, since its credentials name none', async () => {
    captureLog();
    const { ask, sandbox } = await running(kind);
    const { status, body } = await ask({ userId: 'ada' });
    expect([status, body.error]).toEqual([400, 'userId can’t be given here: this stage’s credentials name no user']);
    expect((await ask({}, 'limited')).status).toBe(403);
    const ada = { caller: 'members', user: { name: 'ada', issuer: 'app', values: {} } };
    expect(await ask({}, ada)).toMatchObject({
      status: 403,
      body: { error: 'this caller may not ask for credentials that name no user; allowed: "{user}"' },
    });
    expect(sandbox.calls()).toBe(0);
  });

  it('makes a new one for a caller whose own was refused, at most once a minute', async () => {
    captureLog();
    const { ask, sandbox } = await running(kind);
    const { body: first } = await ask({ expireTime: '7200' });
    const renew = () => ask({ expireTime: '7200', renew: 'true' });
    advance(59_000);
    expect((await renew()).body).toEqual(first);
    advance(1_000);
    const { body: renewed } = await renew();
    expect(renewed.iceServers).not.toEqual(first.iceServers);
    expect((await ask({ expireTime: '7200' })).body).toEqual(renewed);
    expect(sandbox.calls()).toBe(2);
  });

  it('makes one new one a minute for renewals, whatever their lifetimes are', async () => {
    captureLog();
    const { ask, sandbox } = await running(kind);
    const each = ['1800', '3600', '7200'];
    for (const expireTime of each) await ask({ expireTime });
    for (const calls of [4, 5]) {
      advance(60_000);
      for (const expireTime of each) expect((await ask({ expireTime, renew: 'true' })).status).toBe(200);
      expect(sandbox.calls()).toBe(calls);
    }
  });

  it('gives an older one while its provider fails, but none in its last tenth', async () => {
    captureLog();
    const { ask, sandbox } = await running(kind);
    const { body: first } = await ask();
    sandbox.behave('refuse');
    advance(539_000);
    expect((await ask()).body).toEqual(first);
    advance(RETRY_MS);
    const { status, body } = await ask();
    expect([status, body.code]).toEqual([502, 'provider_refused']);
  });

  it('fails as its contract says, tells nothing of its provider, and counts the failure', async () => {
    const log = captureLog();
    const { ask, sandbox, secret } = await running(kind);
    const confidential = new Confidential();
    confidential.addFields('secret', secret);
    for (const [behaviour, code] of failures) {
      sandbox.behave(behaviour);
      const { status, text, body } = await ask();
      expect([status, body.code]).toEqual([502, code]);
      expect(confidential.foundIn(text)).toEqual([]);
      expect(log.lines()).toContainEqual(
        expect.objectContaining({ message: 'provider failed', provider: 'turn', code, ProviderErrors: 1 }),
      );
      advance(RETRY_MS);
    }
    expect(confidential.foundIn(log.text())).toEqual([]);
  });

  it('is not configured while its secret holds the keys of another kind', async () => {
    captureLog();
    const { ask, put, secret, sandbox } = await running(kind);
    for (const other of ['shared-secret', ...others.filter((each) => each !== kind)] as const) {
      put(standIn.demoKeys({ kind: other, urls: [], lifetime }));
      // It has read its keys while it started.
      advance(KEYS_TTL_MS);
      const { status, body } = await ask();
      expect([status, body.code]).toEqual([503, 'not_configured']);
      advance(RETRY_MS);
    }
    expect(sandbox.calls()).toBe(0);
    // Others may stand beside its own.
    put({ ...standIn.demoKeys({ kind: 'shared-secret', urls: [], lifetime }), ...JSON.parse(secret) });
    expect((await ask()).status).toBe(200);
  });
});
