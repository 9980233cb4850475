import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { running } from './running.ts';

/*
 * What our tokens really open: made through our function, shown to the stand-in's director, and compared with what was
 * asked for, by rules that are written down here once more.
 */

const MAX_SECONDS = 1_000;

interface Asked {
  readonly streams: readonly { readonly streamName: string; readonly isRegex?: boolean | undefined }[];
  readonly expires?: number | undefined;
  readonly allowedOrigins?: readonly string[] | undefined;
  readonly allowedIpAddresses?: readonly string[] | undefined;
}

interface Visit {
  readonly streamName: string;
  readonly origin?: string | undefined;
  readonly ip: string;
  readonly afterSeconds: number;
}

const names = ['cam', 'cam-1', 'cam-12', 'backup', 'Cam', 'stage/main', 'zz9'];
const patterns = ['cam-\\d+', 'cam-.', 'stage/.*', 'cam|backup', 'cam[a-z-]?\\d*'];

const asked: fc.Arbitrary<Asked> = fc.record({
  streams: fc.array(
    fc.oneof(
      fc.record({ streamName: fc.constantFrom(...names) }),
      fc.record({ streamName: fc.constantFrom(...patterns), isRegex: fc.constant(true) }),
    ),
    { minLength: 1, maxLength: 3 },
  ),
  expires: fc.option(fc.integer({ min: 1, max: 2 * MAX_SECONDS }), { nil: undefined }),
  allowedOrigins: fc.option(fc.subarray(['example.com', '*.example.com', 'other.example']), { nil: undefined }),
  allowedIpAddresses: fc.option(fc.subarray(['192.0.2.1', '192.0.2.0/24', '198.51.100.0/25']), { nil: undefined }),
});

const visit: fc.Arbitrary<Visit> = fc.record({
  streamName: fc.constantFrom(...names),
  origin: fc.constantFrom(
    undefined,
    ...['https://example.com', 'https://app.example.com', 'https://a.b.example.com:8443', 'http://other.example'],
    ...['https://evilexample.com', 'https://example.com.evil.org'],
  ),
  ip: fc.constantFrom('192.0.2.1', '192.0.2.200', '198.51.100.3', '198.51.100.200', '203.0.113.7', '2001:db8::1'),
  afterSeconds: fc.integer({ min: 0, max: 2 * MAX_SECONDS }),
});

function allows({ streams, expires = MAX_SECONDS, allowedOrigins = [], allowedIpAddresses = [] }: Asked, at: Visit) {
  const named = streams.some(({ streamName, isRegex }) =>
    isRegex ? at.streamName.replace(new RegExp(streamName), '') === '' : at.streamName === streamName,
  );
  const host = at.origin === undefined ? '' : new URL(at.origin).hostname;
  const fromDomain = (domain: string) => (domain.startsWith('*.') ? host.endsWith(domain.slice(1)) : host === domain);
  const fromBlock = (block: string) => {
    const [network = '', bits = '32'] = block.split('/');
    const number = (ip: string) => ip.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
    const size = 2 ** (32 - Number(bits));
    return !at.ip.includes(':') && Math.floor(number(at.ip) / size) === Math.floor(number(network) / size);
  };
  return (
    named &&
    at.afterSeconds < Math.min(expires, MAX_SECONDS) &&
    (allowedOrigins.length === 0 || allowedOrigins.some(fromDomain)) &&
    (allowedIpAddresses.length === 0 || allowedIpAddresses.some(fromBlock))
  );
}

describe.each(['publish', 'subscribe'] as const)('a %s token that was made here', (kind) => {
  it('opens what was asked for, and nothing else', async () => {
    const { ask, sandbox, clock } = await running({ options: { maxLifetimeSeconds: MAX_SECONDS } });
    let opened = 0;
    await fc.assert(
      fc.asyncProperty(asked, fc.array(visit, { minLength: 5, maxLength: 10 }), async (wanted, visits) => {
        const { status, body } = await ask(`POST /millicast/${kind}_token`, { label: 'random', ...wanted });
        expect(status).toBe(200);
        for (const at of visits) {
          const { streamName, origin, ip } = at;
          const { admitted } = sandbox.director.admit({
            kind,
            token: body.data.token,
            streamName,
            ...(origin === undefined ? {} : { origin }),
            ip,
            at: new Date(clock.now() + at.afterSeconds * 1000).toISOString(),
          });
          expect([at, admitted]).toEqual([at, allows(wanted, at)]);
          if (admitted) opened += 1;
        }
      }),
      { numRuns: 150 },
    );
    expect(opened).toBeGreaterThan(10);
  });

  it('opens nothing once it is made inactive, deleted or refreshed', async () => {
    const { ask, sandbox } = await running();
    const made = async () =>
      (await ask(`POST /millicast/${kind}_token`, { label: 'x', streams: [{ streamName: 'cam' }] })).body.data;
    const opens = (token: string) => sandbox.director.admit({ kind, token, streamName: 'cam' }).admitted;

    const inactive = await made();
    expect(opens(inactive.token)).toBe(true);
    await ask(`PUT /millicast/${kind}_token/${inactive.id}`, { isActive: false });
    expect(opens(inactive.token)).toBe(false);

    const gone = await made();
    await ask(`DELETE /millicast/${kind}_token/${gone.id}`);
    expect(opens(gone.token)).toBe(false);

    const renewed = await made();
    const { body } = await ask(`PUT /millicast/${kind}_token/${renewed.id}`, { refreshToken: true });
    expect(opens(renewed.token)).toBe(false);
    expect(opens(body.data.token)).toBe(true);
  });

  it('binds to the first addresses that use it', async () => {
    const { ask, sandbox } = await running({ options: { [kind]: { bindIpsOnUsage: 2 } } });
    const { body } = await ask(`POST /millicast/${kind}_token`, { label: 'x', streams: [{ streamName: 'cam' }] });
    const opensFrom = (ip: string) =>
      sandbox.director.admit({ kind, token: body.data.token, streamName: 'cam', ip }).admitted;
    expect(['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.1'].map(opensFrom)).toEqual([true, true, false, true]);
  });
});

it('leaves a stream open to viewers without a token only where that was asked for', async () => {
  const { ask, sandbox } = await running();
  for (const subscribeRequiresAuth of [undefined, true, false]) {
    const streamName = `cam-${subscribeRequiresAuth}`;
    await ask('POST /millicast/publish_token', { label: 'x', streams: [{ streamName }], subscribeRequiresAuth });
    const { admitted } = sandbox.director.admit({ kind: 'subscribe', streamName });
    expect(admitted).toBe(subscribeRequiresAuth === false);
  }
});
