import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ApiError } from '../../../api/errors.ts';
import { viewerTokenRoute } from '../../../lambda/millicast/contract/viewer-token-route.ts';
import { demoParent } from '../../../lambda/millicast/sandbox/demo-parent.ts';
import { startMillicastSandbox } from '../../../lambda/millicast/sandbox/sandbox.ts';
import { createHandler } from '../../../lambda/viewer-token/create-handler.ts';
import { ViewerTokenOptions } from '../../../lambda/viewer-token/options.ts';
import { ParentToken } from '../../../lambda/viewer-token/parent-token.ts';
import { viewerToken } from '../../../lambda/viewer-token/viewer-token.ts';
import { apiEvent, bodyOf } from '../../support/api-event.ts';
import { captureLog } from '../../support/captured-log.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { rightsOfClient } from '../../support/rights.ts';
import vector from '../millicast/vectors/self-signed.json' with { type: 'json' };

const NOW = Date.UTC(2026, 0, 1, 12, 0, 0, 750);
const NOW_SECONDS = Math.floor(NOW / 1000);

const parent: ParentToken = {
  tokenId: 12_345,
  token: vector.key_utf8,
  streams: [
    { streamName: 'cam', isRegex: false },
    { streamName: 'stage-\\d+', isRegex: true },
    { streamName: 'a.c', isRegex: false },
  ],
  expiresAt: null,
};
const viewer = { caller: 'kiosk-1', viewerIp: '192.0.2.1' };

const withOptions = (options: v.InferInput<typeof ViewerTokenOptions> = {}) => v.parse(ViewerTokenOptions, options);

function vend(
  query: { streamName?: string; expireTime?: number; trackingId?: string } = {},
  {
    options = {},
    by = viewer,
    from = parent,
  }: {
    options?: v.InferInput<typeof ViewerTokenOptions>;
    by?: Parameters<typeof viewerToken>[3];
    from?: ParentToken;
  } = {},
) {
  return viewerToken(from, { streamName: 'cam', ...query } as never, withOptions(options), by, NOW);
}

/** Checked and read with node:crypto alone. */
function claimsOf(token: string, key = parent.token) {
  const [header = '', payload = '', signature = ''] = token.split('.');
  expect(createHmac('sha256', key).update(`${header}.${payload}`).digest('base64url')).toBe(signature);
  expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({ alg: 'HS256', typ: 'JWT' });
  return JSON.parse(Buffer.from(payload, 'base64url').toString());
}

async function refusal(vended: Promise<unknown>): Promise<ApiError> {
  const error = await vended.then(
    () => expect.fail('a token was vended'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiError)) throw error;
  expect(error.message).not.toContain(parent.token);
  return error;
}

describe('a viewer token', () => {
  it('is signed as Millicast’s own example is', () => {
    // The vector says that the reader above reads what the service takes.
    expect(claimsOf(vector.jwt, vector.key_utf8)).toEqual(vector.payload);
  });

  it('says one stream, an end, and nothing that wasn’t asked for', async () => {
    const { token, expiresAt } = await vend();
    expect(claimsOf(token)).toEqual({
      streaming: { tokenId: 12_345, tokenType: 'Subscribe', streamName: 'cam' },
      exp: NOW_SECONDS + 3_600,
    });
    expect(expiresAt).toBe('2026-01-01T13:00:00.000Z');
  });

  it('says what the stage restricts it to', async () => {
    const options = { bindIp: true, trackCaller: true, allowedOrigins: ['*.example.com'] };
    expect(claimsOf((await vend({}, { options })).token).streaming).toEqual({
      tokenId: 12_345,
      tokenType: 'Subscribe',
      streamName: 'cam',
      allowedOrigins: ['*.example.com'],
      allowedIpAddresses: ['192.0.2.1'],
      tracking: { trackingId: 'kiosk-1' },
    });
  });

  it('carries the tracking id that was asked for, and else the caller’s where the stage says so', async () => {
    const tracked = async (asked: { trackingId?: string }, trackCaller: boolean) =>
      claimsOf((await vend(asked, { options: { trackCaller } })).token).streaming.tracking;
    expect(await tracked({ trackingId: 'ada' }, false)).toEqual({ trackingId: 'ada' });
    expect(await tracked({ trackingId: 'ada' }, true)).toEqual({ trackingId: 'ada' });
    expect(await tracked({}, true)).toEqual({ trackingId: 'kiosk-1' });
    expect(await tracked({}, false)).toBeUndefined();
  });

  it.each([
    [undefined, {}, null, 3_600],
    [60, {}, null, 60],
    [999_999_999, {}, null, 86_400],
    [undefined, { default: 120, maximum: 300 }, null, 120],
    [600, { default: 120, maximum: 300 }, null, 300],
    [600, {}, '2026-01-01T12:00:30.000Z', 30],
    [undefined, {}, '2026-01-01T14:00:30+02:00', 30],
  ])(
    'lives as long as asked (%j), within stage %j and parent %j: %i s',
    async (expireTime, lifetime, expiresAt, seconds) => {
      const asked = expireTime === undefined ? {} : { expireTime };
      const vended = await vend(asked, { options: { lifetime }, from: { ...parent, expiresAt } });
      expect(claimsOf(vended.token).exp).toBe(NOW_SECONDS + seconds);
      expect(Date.parse(vended.expiresAt)).toBe((NOW_SECONDS + seconds) * 1000);
    },
  );

  it.each(['2026-01-01T12:00:00.000Z', '2026-01-01T12:00:00.900Z', '2025-12-31T00:00:00.000Z'])(
    'is not vended once the parent has ended: %s',
    async (expiresAt) => {
      const { code, message } = await refusal(vend({}, { from: { ...parent, expiresAt } }));
      expect([code, message]).toEqual(['not_configured', expect.stringContaining('has ended')]);
    },
  );

  it.each(['cam', 'stage-1', 'stage-42', 'a.c'])('is vended for a stream of the parent: %s', async (streamName) => {
    expect(claimsOf((await vend({ streamName })).token).streaming.streamName).toBe(streamName);
  });

  it.each(['Cam', 'cam2', 'xcam', 'stage-', 'stage-1x', 'xstage-1', 'stage-1\n', 'abc', ''])(
    'is not vended for another stream: %j',
    async (streamName) => {
      const { code, message } = await refusal(vend({ streamName }));
      expect([code, message]).toEqual(['not_allowed', expect.stringContaining('none of the streams')]);
    },
  );

  it.each([undefined, '2001:db8::1', '::ffff:192.0.2.1'])(
    'is not vended unbound where it must be bound: %s',
    async (ip) => {
      const { code, message } = await refusal(vend({}, { options: { bindIp: true }, by: { ...viewer, viewerIp: ip } }));
      expect(code).toBe('not_allowed');
      expect(message).toContain('ask over IPv4');
    },
  );
});

it.each(['(cam)\\1', 'cam(?!7$).*', '(', '((((.{99}){99}){99}){99}){99}'])(
  'with a parent whose pattern can’t be read (%s), opens its other streams and says so of the rest',
  async (streamName) => {
    const from = { ...parent, streams: [{ streamName, isRegex: true }, ...parent.streams] };
    expect(claimsOf((await vend({ streamName: 'stage-1' }, { from })).token).streaming.streamName).toBe('stage-1');
    const { code, message } = await refusal(vend({ streamName: 'cam-8' }, { from }));
    expect(code).toBe('not_configured');
    expect(message).toContain('a pattern that can’t be read');
  },
);

describe('the parent token in the secret', () => {
  it.each([
    ['without streams', { ...parent, streams: [] }],
    ['with a short token', { ...parent, token: 'short' }],
    ['with an id that is text', { ...parent, tokenId: '12345' }],
    ['with a token and more before it', { ...parent, token: `a ${vector.key_utf8}` }],
    ['with a token and more behind it', { ...parent, token: `${vector.key_utf8}\n` }],
  ])('is not used %s', (_what, value) => {
    expect(v.is(ParentToken, value)).toBe(false);
  });

  it('is used when it is whole, and has names where it doesn’t say that they are patterns', () => {
    expect(v.is(ParentToken, parent)).toBe(true);
    const { streams } = v.parse(ParentToken, { ...parent, streams: [{ streamName: '.*' }] });
    expect(streams).toEqual([{ streamName: '.*', isRegex: false }]);
  });
});

/** The viewer function before a sandbox that holds its parent, all by one clock. */
async function running(options: v.InferInput<typeof ViewerTokenOptions> = {}) {
  captureLog();
  const clock = new ManualClock();
  const sandbox = await startMillicastSandbox({ apiSecret: 'api-secret', now: clock.now });
  onTestFinished(() => sandbox.close());
  const held = v.parse(ParentToken, JSON.parse(await demoParent(sandbox, 'api-secret')));
  const handler = createHandler(async () => held, withOptions(options), clock.now, rightsOfClient());
  async function ask(query: Record<string, string>, ip = '192.0.2.1') {
    const headers = { 'CloudFront-Viewer-Address': `${ip.includes(':') ? `[${ip}]` : ip}:1234` };
    const answer = await handler(apiEvent(viewerTokenRoute, query, { headers }));
    return { status: answer.statusCode, body: bodyOf(answer) };
  }
  return { clock, sandbox, ask };
}

describe('GET /viewer_token', () => {
  it.each([
    [{}, 'streamName is required'],
    [{ streamName: '' }, 'streamName must have 1 to 128 characters'],
    [{ streamName: '   ' }, 'streamName must have 1 to 128 characters'],
    [{ streamName: 's'.repeat(129) }, 'streamName must have 1 to 128 characters'],
    [{ streamName: '.*' }, 'patterns are not vended'],
    [{ streamName: 'cam-\\d' }, 'patterns are not vended'],
    [{ streamName: '(cam)' }, 'patterns are not vended'],
    [{ streamName: 'cam|x' }, 'patterns are not vended'],
    [{ streamName: '[a-z]' }, 'patterns are not vended'],
    [{ streamName: 'cam', expireTime: '0' }, 'expireTime must be'],
    [{ streamName: 'cam', expireTime: 'soon' }, 'expireTime must be'],
    [{ streamName: 'cam', expiretime: '60' }, 'unknown parameter "expiretime"'],
  ])('refuses %j', async (query, message) => {
    const { ask } = await running();
    expect(await ask(query)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', error: expect.stringContaining(message) },
    });
  });

  it('costs Millicast no call: 2,000 tokens', async () => {
    const { ask, sandbox } = await running();
    const before = sandbox.calls.length;
    const seen = new Set();
    for (let at = 0; at < 2_000; at += 1) {
      const { status, body } = await ask({ streamName: `cam-${at}` });
      if (status !== 200) expect.fail(JSON.stringify(body));
      seen.add(body.token);
    }
    expect(seen.size).toBe(2_000);
    expect(sandbox.calls.length).toBe(before);
  });

  it('vends what the director admits where it was asked for, and nowhere else', async () => {
    const { ask, sandbox, clock } = await running({ bindIp: true, allowedOrigins: ['*.example.com'] });
    const name = fc.constantFrom('cam', 'cam-1', 'Cam', 'stage/main', 'a.c', 'abc');
    const ip = fc.constantFrom('192.0.2.1', '192.0.2.2', '198.51.100.7');
    const origin = fc.constantFrom(...['https://app.example.com', 'https://example.com', 'https://evilexample.com']);
    const seconds = fc.integer({ min: 1, max: 4_000 });
    let opened = 0;
    await fc.assert(
      fc.asyncProperty(
        name,
        ip,
        seconds,
        name,
        ip,
        origin,
        seconds,
        async (of, viewerIp, lives, at, by, page, after) => {
          const { body } = await ask({ streamName: of, expireTime: String(lives) }, viewerIp);
          const { admitted } = sandbox.director.admit({
            kind: 'subscribe',
            token: String(body.token),
            streamName: at,
            ip: by,
            origin: page,
            at: new Date(clock.now() + after * 1000).toISOString(),
          });
          const rules = at === of && by === viewerIp && page === 'https://app.example.com' && after < lives;
          expect(admitted).toBe(rules);
          if (admitted) opened += 1;
          // A publisher's door is another one.
          const publishing = { kind: 'publish', token: String(body.token), streamName: of } as const;
          expect(sandbox.director.admit(publishing).admitted).toBe(false);
        },
      ),
      { numRuns: 1_000 },
    );
    expect(opened).toBeGreaterThan(5);
  });

  it('vends tokens that end with their parent, and with its signature', async () => {
    const { ask, sandbox } = await running();
    const { body } = await ask({ streamName: 'cam' });
    const token = String(body.token);
    const admits = (shown: string) =>
      sandbox.director.admit({ kind: 'subscribe', token: shown, streamName: 'cam' }).admitted;
    expect(admits(token)).toBe(true);
    expect(admits(`${token.slice(0, -4)}AAAA`)).toBe(false);
    const [header, payload = '', signature] = token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const forged = Buffer.from(JSON.stringify({ ...claims, exp: claims.exp + 1 })).toString('base64url');
    expect(admits(`${header}.${forged}.${signature}`)).toBe(false);
    await fetch(`${sandbox.url}/api/subscribe_token/${claims.streaming.tokenId}`, {
      method: 'DELETE',
      headers: { Authorization: 'Bearer api-secret' },
    });
    expect(admits(token)).toBe(false);
  });
});
