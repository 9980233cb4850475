import * as v from 'valibot';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AccessTokenResponse } from '../../../lambda/interactivity/request-token.ts';
import { tokenSource } from '../../../lambda/interactivity/token-source.ts';
import type { Identity } from '../../../lambda/shared/identity/caller-header.ts';
import { providerKeys } from '../../../lambda/shared/providers/provider-keys.ts';
import { RETRY_MS } from '../../../lambda/shared/secrets/cached.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

let clock: ManualClock;
let calls: number;
let lifetimeSeconds: number;
/** How long the provider takes to answer. */
let callMs: number;
let outage: Error | undefined;
/** What the keys' secret holds; an Error is what reading it fails with. */
let secret: string | Error;
let readings: number;

beforeEach(() => {
  clock = new ManualClock(Date.UTC(2026, 0, 1, 12));
  calls = 0;
  lifetimeSeconds = 3_600;
  callMs = 0;
  outage = undefined;
  secret = '"a-key"';
  readings = 0;
});

function source(identity: Identity = { caller: 'client' }) {
  const token = sourceForAll();
  return (renew?: boolean) => token(identity, renew);
}

function sourceForAll() {
  const read = async () => {
    readings += 1;
    if (secret instanceof Error) throw secret;
    return { value: secret, createdAt: 0 };
  };
  const keys = providerKeys('Dolby.io', v.pipe(v.string(), v.nonEmpty()), read, clock.now);
  return tokenSource(keys, request, clock.now);
}

async function request(key: string): Promise<AccessTokenResponse> {
  calls += 1;
  const access_token = key === 'a-key' ? `token-${calls}` : `token-${calls} by ${key}`;
  await Promise.resolve();
  clock.advance(callMs);
  if (outage !== undefined) throw outage;
  return { token_type: 'Bearer', access_token, refresh_token: 'refresh', expires_in: lifetimeSeconds };
}

describe('the Interactivity token', () => {
  it('is answered as the provider gave it, with when it ends', async () => {
    expect(await source()()).toEqual({
      token_type: 'Bearer',
      access_token: 'token-1',
      refresh_token: 'refresh',
      expires_in: 3_600,
      expiresAt: '2026-01-01T13:00:00.000Z',
    });
  });

  it('lives from when it was asked for: it never ends before we say', async () => {
    callMs = 1_500;
    expect(await source()()).toMatchObject({
      expires_in: 3_598,
      expiresAt: '2026-01-01T13:00:00.000Z',
    });
  });

  it('is shared, with what remains of it', async () => {
    const token = source();
    await token();
    clock.advance(10 * MINUTE + 1);
    expect(await token()).toMatchObject({
      access_token: 'token-1',
      expires_in: 2_999,
      expiresAt: '2026-01-01T13:00:00.000Z',
    });
  });

  it('is renewed five minutes before it ends', async () => {
    const token = source();
    await token();
    clock.advance(55 * MINUTE - 1);
    expect(await token()).toMatchObject({ access_token: 'token-1', expires_in: 300 });
    clock.advance(1);
    expect(await token()).toMatchObject({ access_token: 'token-2', expiresAt: '2026-01-01T13:55:00.000Z' });
  });

  it('is renewed in its last tenth where it lives for less than 50 minutes', async () => {
    lifetimeSeconds = 100;
    const token = source();
    await token();
    clock.advance(90 * SECOND - 1);
    expect(await token()).toMatchObject({ access_token: 'token-1' });
    clock.advance(1);
    expect(await token()).toMatchObject({ access_token: 'token-2' });
  });

  it('costs one call for 10,000 concurrent requests', async () => {
    const token = source();
    const answers = await Promise.all(Array.from({ length: 10_000 }, () => token()));
    expect(new Set(answers.map(({ access_token }) => access_token))).toEqual(new Set(['token-1']));
    expect(calls).toBe(1);
  });

  it('costs one call a lifetime for 10,000 requests over ten hours', async () => {
    const token = source();
    for (let asked = 0; asked < 10_000; asked += 1) {
      const { expires_in, expiresAt } = await token();
      expect(expires_in).toBeGreaterThanOrEqual(300);
      expect(Date.parse(expiresAt) - clock.now()).toBeGreaterThanOrEqual(expires_in * SECOND);
      clock.advance(3_600);
    }
    // Each is used for 55 of its 60 minutes.
    expect(calls).toBe(Math.ceil(600 / 55));
  });

  it('is served old while its renewal fails, until it ends, with no call at every request', async () => {
    const token = source();
    await token();
    clock.advance(55 * MINUTE);
    outage = new Error('down');
    for (let asked = 0; asked < 100; asked += 1) expect(await token()).toMatchObject({ access_token: 'token-1' });
    expect(calls).toBe(2);
    clock.advance(RETRY_MS);
    expect(await token()).toMatchObject({ access_token: 'token-1', expires_in: 295 });
    expect(calls).toBe(3);
    clock.advance(5 * MINUTE - RETRY_MS);
    await expect(token()).rejects.toBe(outage);
    outage = undefined;
    clock.advance(RETRY_MS);
    expect(await token()).toMatchObject({ access_token: 'token-5' });
  });

  it('fails with the provider’s failure where there is no old one, with no call at every request', async () => {
    const token = source();
    outage = new Error('down');
    for (let asked = 0; asked < 100; asked += 1) await expect(token()).rejects.toBe(outage);
    expect(calls).toBe(1);
    clock.advance(RETRY_MS);
    outage = undefined;
    expect(await token()).toMatchObject({ access_token: 'token-2' });
  });

  it('that lives for a second is asked for once a request, not in a loop', async () => {
    lifetimeSeconds = 1;
    const token = source();
    expect(await token()).toMatchObject({ access_token: 'token-1', expires_in: 1 });
    clock.advance(SECOND);
    expect(await token()).toMatchObject({ access_token: 'token-2' });
    expect(calls).toBe(2);
  });

  it('that ended on its way is answered as just that', async () => {
    lifetimeSeconds = 1;
    callMs = 2 * SECOND;
    expect(await source()()).toMatchObject({
      expires_in: 0,
      expiresAt: '2026-01-01T12:00:01.000Z',
    });
    expect(calls).toBe(1);
  });
});

describe('the Interactivity token that a caller says was refused', () => {
  it('is replaced by a new one, for everybody', async () => {
    const token = source();
    await token();
    clock.advance(MINUTE);
    expect(await token()).toMatchObject({ access_token: 'token-1' });
    expect(await token(true)).toMatchObject({ access_token: 'token-2', expiresAt: '2026-01-01T13:01:00.000Z' });
    expect(await token()).toMatchObject({ access_token: 'token-2' });
    expect(await token(false)).toMatchObject({ access_token: 'token-2' });
  });

  it('is made where there was none', async () => {
    expect(await source()(true)).toMatchObject({ access_token: 'token-1' });
    expect(calls).toBe(1);
  });

  it('costs one call a minute, however many say so', async () => {
    const token = source();
    for (let asked = 0; asked < 600; asked += 1) {
      await Promise.all(Array.from({ length: 5 }, () => token(true)));
      clock.advance(SECOND);
    }
    expect(calls).toBe(10);
  });

  it('is not given again where there is no other, and the provider is left alone in between', async () => {
    const token = source();
    await token();
    clock.advance(MINUTE);
    outage = new Error('down');
    for (let asked = 0; asked < 100; asked += 1) await expect(token(true)).rejects.toBe(outage);
    expect(calls).toBe(2);
    expect(await token()).toMatchObject({ access_token: 'token-1' });
    outage = undefined;
    clock.advance(RETRY_MS);
    expect(await token(true)).toMatchObject({ access_token: 'token-3' });
  });
});

describe('the Interactivity token of a key that is no longer ours', () => {
  const HOUR = 60 * MINUTE;

  it('is over within five minutes, and never comes back', async () => {
    lifetimeSeconds = 24 * 3_600;
    const token = source();
    await token();
    secret = '"another-key"';
    clock.advance(5 * MINUTE - 1);
    expect(await token()).toMatchObject({ access_token: 'token-1' });
    clock.advance(1);
    expect(await token()).toMatchObject({ access_token: 'token-2 by another-key' });
    for (const hours of [6, 6, 11]) {
      clock.advance(hours * HOUR);
      expect(await token()).toMatchObject({ access_token: 'token-2 by another-key' });
    }
  });

  it('is not vended where the secret was emptied', async () => {
    lifetimeSeconds = 24 * 3_600;
    const token = source();
    await token();
    secret = '""';
    for (const ms of [5 * MINUTE, 6 * HOUR, 12 * HOUR]) {
      clock.advance(ms);
      await expect(token()).rejects.toMatchObject({ code: 'not_configured' });
    }
    expect(calls).toBe(1);
    secret = '"a-key"';
    clock.advance(RETRY_MS);
    expect(await token()).toMatchObject({ access_token: 'token-2' });
  });

  it('is not vended for longer than the key itself counts, where the secret can’t be read', async () => {
    lifetimeSeconds = 24 * 3_600;
    const token = source();
    await token();
    secret = new Error('down');
    clock.advance(35 * MINUTE - 1);
    expect(await token()).toMatchObject({ access_token: 'token-1' });
    clock.advance(1);
    await expect(token()).rejects.toMatchObject({ code: 'unavailable' });
    secret = '"a-key"';
    clock.advance(RETRY_MS);
    expect(await token()).toMatchObject({ access_token: 'token-1' });
  });

  it('leaves no failure behind: another key is tried at once', async () => {
    const token = source();
    outage = new Error('this key is refused');
    await expect(token()).rejects.toBe(outage);
    clock.advance(5 * MINUTE - 1);
    await expect(token()).rejects.toBe(outage);
    secret = '"another-key"';
    outage = undefined;
    clock.advance(1);
    expect(await token()).toMatchObject({ access_token: 'token-3 by another-key' });
  });

  it('costs a reading in five minutes, not one a request', async () => {
    const token = source();
    for (let asked = 0; asked < 3_600; asked += 1) {
      await token();
      clock.advance(SECOND);
    }
    expect(readings).toBe(12);
  });
});

describe('a signed-in user', () => {
  const ada: Identity = { caller: 'members', user: { name: 'ada', issuer: 'app', values: {} } };
  const bob: Identity = { caller: 'members', user: { name: 'bob', issuer: 'app', values: {} } };

  it('gets a token that is nobody else’s, and the same one again', async () => {
    const token = sourceForAll();
    expect(await token({ caller: 'client' })).toMatchObject({ access_token: 'token-1' });
    expect(await token(ada)).toMatchObject({ access_token: 'token-2' });
    expect(await token(bob)).toMatchObject({ access_token: 'token-3' });
    expect(await token({ ...ada, caller: 'staff' })).toMatchObject({ access_token: 'token-4' });
    expect(await token(ada)).toMatchObject({ access_token: 'token-2' });
    expect(await token({ caller: 'other' })).toMatchObject({ access_token: 'token-1' });
  });

  it('renews their own alone', async () => {
    const token = sourceForAll();
    for (const each of [ada, bob]) await token(each);
    clock.advance(MINUTE);
    expect(await token(ada, true)).toMatchObject({ access_token: 'token-3' });
    expect(await token(ada, true)).toMatchObject({ access_token: 'token-3' });
    expect(await token(bob)).toMatchObject({ access_token: 'token-2' });
  });

  it('doesn’t make the provider be asked for each while it fails', async () => {
    const token = sourceForAll();
    outage = new Error('down');
    for (const each of [ada, bob]) await expect(token(each)).rejects.toThrow('down');
    expect(calls).toBe(1);
  });
});
