import { beforeEach, describe, expect, it } from 'vitest';
import type { ProviderToken } from '../../../lambda/interactivity/provider.ts';
import { tokenSource } from '../../../lambda/interactivity/token-source.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

let clock: ManualClock;
let calls: number;
let lifetimeSeconds: number;
/** How long the provider takes to answer. */
let callMs: number;
let outage: Error | undefined;

beforeEach(() => {
  clock = new ManualClock(Date.UTC(2026, 0, 1, 12));
  calls = 0;
  lifetimeSeconds = 3_600;
  callMs = 0;
  outage = undefined;
});

async function request(): Promise<ProviderToken> {
  calls += 1;
  const access_token = `token-${calls}`;
  await Promise.resolve();
  clock.advance(callMs);
  if (outage !== undefined) throw outage;
  return { token_type: 'Bearer', access_token, refresh_token: 'refresh', expires_in: lifetimeSeconds };
}

describe('the Interactivity token', () => {
  it('is answered as the provider gave it, with when it ends', async () => {
    expect(await tokenSource(request, clock.now)()).toEqual({
      token_type: 'Bearer',
      access_token: 'token-1',
      refresh_token: 'refresh',
      expires_in: 3_600,
      expiresAt: '2026-01-01T13:00:00.000Z',
    });
  });

  it('lives from when it was asked for: it never ends before we say', async () => {
    callMs = 1_500;
    expect(await tokenSource(request, clock.now)()).toMatchObject({
      expires_in: 3_598,
      expiresAt: '2026-01-01T13:00:00.000Z',
    });
  });

  it('is shared, with what remains of it', async () => {
    const token = tokenSource(request, clock.now);
    await token();
    clock.advance(10 * MINUTE + 1);
    expect(await token()).toMatchObject({
      access_token: 'token-1',
      expires_in: 2_999,
      expiresAt: '2026-01-01T13:00:00.000Z',
    });
  });

  it('is renewed five minutes before it ends', async () => {
    const token = tokenSource(request, clock.now);
    await token();
    clock.advance(55 * MINUTE - 1);
    expect(await token()).toMatchObject({ access_token: 'token-1', expires_in: 300 });
    clock.advance(1);
    expect(await token()).toMatchObject({ access_token: 'token-2', expiresAt: '2026-01-01T13:55:00.000Z' });
  });

  it('is renewed in its last tenth where it lives for less than 50 minutes', async () => {
    lifetimeSeconds = 100;
    const token = tokenSource(request, clock.now);
    await token();
    clock.advance(90 * SECOND - 1);
    expect(await token()).toMatchObject({ access_token: 'token-1' });
    clock.advance(1);
    expect(await token()).toMatchObject({ access_token: 'token-2' });
  });

  it('costs one call for 10,000 concurrent requests', async () => {
    const token = tokenSource(request, clock.now);
    const answers = await Promise.all(Array.from({ length: 10_000 }, token));
    expect(new Set(answers.map(({ access_token }) => access_token))).toEqual(new Set(['token-1']));
    expect(calls).toBe(1);
  });

  it('costs one call a lifetime for 10,000 requests over ten hours', async () => {
    const token = tokenSource(request, clock.now);
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
    const token = tokenSource(request, clock.now);
    await token();
    clock.advance(55 * MINUTE);
    outage = new Error('down');
    for (let asked = 0; asked < 100; asked += 1) expect(await token()).toMatchObject({ access_token: 'token-1' });
    expect(calls).toBe(2);
    clock.advance(10 * SECOND);
    expect(await token()).toMatchObject({ access_token: 'token-1', expires_in: 290 });
    expect(calls).toBe(3);
    clock.advance(5 * MINUTE - 10 * SECOND);
    await expect(token()).rejects.toBe(outage);
    outage = undefined;
    expect(await token()).toMatchObject({ access_token: 'token-5' });
  });

  it('fails with the provider’s failure where there is no old one', async () => {
    outage = new Error('down');
    await expect(tokenSource(request, clock.now)()).rejects.toBe(outage);
  });

  it('that lives for a second is asked for once a request, not in a loop', async () => {
    lifetimeSeconds = 1;
    const token = tokenSource(request, clock.now);
    expect(await token()).toMatchObject({ access_token: 'token-1', expires_in: 1 });
    clock.advance(SECOND);
    expect(await token()).toMatchObject({ access_token: 'token-2' });
    expect(calls).toBe(2);
  });

  it('that ended on its way is answered as just that', async () => {
    lifetimeSeconds = 1;
    callMs = 2 * SECOND;
    expect(await tokenSource(request, clock.now)()).toMatchObject({
      expires_in: 0,
      expiresAt: '2026-01-01T12:00:01.000Z',
    });
    expect(calls).toBe(1);
  });
});
