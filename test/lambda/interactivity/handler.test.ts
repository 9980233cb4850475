import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { interactivityTokenRoute } from '../../../lambda/interactivity/contract.ts';
import { createHandler } from '../../../lambda/interactivity/create-handler.ts';
import { InteractivityKeys } from '../../../lambda/interactivity/keys.ts';
import { PROVIDER_TIMES, requestToken } from '../../../lambda/interactivity/request-token.ts';
import { type InteractivitySandbox, startInteractivitySandbox } from '../../../lambda/interactivity/sandbox/sandbox.ts';
import { providerKeys } from '../../../lambda/shared/providers/provider-keys.ts';
import { apiEvent, bodyOf, REQUEST_ID } from '../../support/api-event.ts';
import { captureLog } from '../../support/captured-log.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { rightsOfClient } from '../../support/rights.ts';

const keys = { consumerKey: 'demo-key', consumerSecret: 'demo-secret' };
const times = { ...PROVIDER_TIMES, attempts: 2 };

let clock: ManualClock;
let sandbox: InteractivitySandbox;
beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 0, 1, 12));
  sandbox = await startInteractivitySandbox({ keys, now: clock.now });
});
afterEach(() => sandbox.close());

/** The function over the sandbox and a secret with this value; an Error is what reading it fails with. */
function interactivity(secret: unknown = keys, attemptMs = times.attemptMs, rights = rightsOfClient()) {
  const read = async () => {
    if (secret instanceof Error) throw secret;
    return { value: JSON.stringify(secret), createdAt: 0 };
  };
  const heldKeys = providerKeys('Dolby.io Interactivity', InteractivityKeys, read, clock.now);
  const tools = { now: clock.now, random: () => 0, sleep: async () => {} };
  const asked = { url: sandbox.url, lifetimeSeconds: 3_600 };
  const request = (by: InteractivityKeys) => requestToken(asked, by, { ...times, attemptMs }, tools);
  return createHandler(heldKeys, request, clock.now, rights);
}

const event = apiEvent(interactivityTokenRoute);

describe('GET /token', () => {
  it('answers Dolby.io’s token with when it ends', async () => {
    const log = captureLog();
    const answer = await interactivity()(event);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({ 'Cache-Control': 'no-store' });
    const { access_token, refresh_token, ...rest } = bodyOf(answer);
    expect(rest).toEqual({ token_type: 'Bearer', expires_in: 3_600, expiresAt: '2026-01-01T13:00:00.000Z' });
    expect(log.lines()).toMatchObject([{ message: 'vended', route: 'GET /token', status: 200 }]);
    for (const secret of [access_token, refresh_token, ...Object.values(keys)]) {
      expect(secret).toEqual(expect.any(String));
      expect(log.text()).not.toContain(secret);
    }
  });

  it('keeps what would get longer-lived ones from a caller with a maximum lifetime', async () => {
    captureLog();
    const bounded = interactivity(keys, times.attemptMs, rightsOfClient({ maximumLifetimeSeconds: 3_600 }));
    const { access_token, ...rest } = bodyOf(await bounded(event));
    expect(access_token).toEqual(expect.any(String));
    expect(rest).toEqual({ token_type: 'Bearer', expires_in: 3_600, expiresAt: '2026-01-01T13:00:00.000Z' });
  });

  it('costs one provider call for 1,000 requests', async () => {
    captureLog();
    const handler = interactivity();
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => handler(event)));
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
    clock.advance(54 * 60_000);
    const later = await handler(event);
    expect(bodyOf(later)).toMatchObject({
      access_token: bodyOf(answers[0] ?? later).access_token,
      expires_in: 360,
      expiresAt: '2026-01-01T13:00:00.000Z',
    });
    expect(sandbox.calls).toBe(1);
  });

  it('answers the old token while Dolby.io is down and it still lives', async () => {
    captureLog();
    const handler = interactivity();
    const { access_token } = bodyOf(await handler(event));
    sandbox.behave('server_error');
    clock.advance(57 * 60_000);
    expect(bodyOf(await handler(event))).toMatchObject({ access_token, expires_in: 180 });
    clock.advance(3 * 60_000);
    expect((await handler(event)).statusCode).toBe(502);
  });

  it.each([
    ['refuses the keys', 'unauthorized', 'provider_refused'],
    ['hangs up', 'disconnect', 'provider_failed'],
    ['answers nonsense', 'garbage', 'provider_failed'],
  ] as const)('answers no body of Dolby.io’s when it %s', async (_what, behaviour, code) => {
    const log = captureLog();
    sandbox.behave(behaviour);
    const answer = await interactivity()(event);
    expect(answer.statusCode).toBe(502);
    expect(answer.headers).toMatchObject({ 'Cache-Control': 'no-store' });
    expect(bodyOf(answer)).toEqual({ error: expect.stringContaining('Dolby.io'), code, requestId: REQUEST_ID });
    expect(log.lines()).toMatchObject([
      { level: 'error', status: 502, code, cause: expect.stringMatching(/^Fault\(/) },
    ]);
    for (const text of ['sandbox_problem', '<html>', ...Object.values(keys)]) {
      expect(answer.body + log.text()).not.toContain(text);
    }
  });

  it('makes another token for a caller whose token was refused, and the log says so', async () => {
    const log = captureLog();
    const handler = interactivity();
    const { access_token } = bodyOf(await handler(event));
    clock.advance(60_000);
    const renewed = await handler(apiEvent(interactivityTokenRoute, { renew: 'true' }));
    expect(renewed.statusCode).toBe(200);
    expect(bodyOf(renewed).access_token).not.toBe(access_token);
    expect(bodyOf(await handler(event)).access_token).toBe(bodyOf(renewed).access_token);
    expect(sandbox.calls).toBe(2);
    const told = log.lines().filter(({ message }) => message === 'vended');
    expect(told.map(({ subject }) => subject)).toEqual([undefined, { renew: 'true' }, undefined]);
  });

  it.each([
    [{ expireTime: '60' }, 'unknown parameter "expireTime": this route takes renew'],
    [{ renew: 'yes' }, 'renew must be true or false'],
    [{ renew: '' }, 'renew must be true or false'],
  ])('takes no parameter but renew: %j', async (query, error) => {
    captureLog();
    const answer = await interactivity()(apiEvent(interactivityTokenRoute, query));
    expect(answer.statusCode).toBe(400);
    expect(bodyOf(answer)).toMatchObject({ error });
    expect(sandbox.calls).toBe(0);
  });
});
