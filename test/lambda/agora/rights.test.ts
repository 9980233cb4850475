import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accessTokenRoute, rtmTokenRoute } from '../../../lambda/agora/contract.ts';
import { createHandler } from '../../../lambda/agora/create-handler.ts';
import type { CallerRights } from '../../../lambda/shared/rights/rights.ts';
import { apiEvent, bodyOf } from '../../support/api-event.ts';
import { captureLog } from '../../support/captured-log.ts';
import { rightsOfClient } from '../../support/rights.ts';
import { keys, NOW, NOW_SECONDS, options } from './fixtures.ts';
import { decode006, decode007, RTM } from './token-decoder.ts';

const now = () => NOW;

function agora(given: Partial<CallerRights>) {
  return createHandler(async () => keys, options, now, rightsOfClient(given));
}

describe('a caller’s rights', () => {
  it('take what a request leaves to the contract or the stage as if it was asked for', async () => {
    captureLog();
    const handler = agora({ only: { roles: ['publisher'], versions: ['007'] } });
    const ask = async (query: Record<string, string>) =>
      handler(apiEvent(accessTokenRoute, { channelName: 'test', ...query }));
    expect(bodyOf(await ask({ version: '007' })).error).toContain('the role "subscriber"');
    expect(bodyOf(await ask({ role: 'publisher' })).error).toContain('the version "006"');
    expect((await ask({ role: 'publisher', version: '007' })).statusCode).toBe(200);
  });

  it('without the RTM route keep its user out of an RTC token as well', async () => {
    captureLog();
    const query = { channelName: 'test', version: '007', rtmUserId: 'ada' };
    const withoutRtm = agora({ routes: ['GET /access_token'] });
    const refused = await withoutRtm(apiEvent(accessTokenRoute, query));
    expect(refused.statusCode).toBe(403);
    expect(bodyOf(refused).error).toContain('the route GET /rtm_token');
    expect((await withoutRtm({ ...apiEvent(accessTokenRoute, query), httpMethod: 'HEAD' })).statusCode).toBe(403);
    const both = await agora({ routes: ['GET /access_token', 'GET /rtm_token'] })(apiEvent(accessTokenRoute, query));
    expect(decode007(String(bodyOf(both).token)).services.map(({ names }) => names)).toEqual([['test', ''], ['ada']]);
  });

  it('are looked at before the keys are', async () => {
    captureLog();
    const unread = async () => expect.fail('the keys were read');
    const handler = createHandler(unread, options, now, rightsOfClient({ only: { channels: ['room-*'] } }));
    expect((await handler(apiEvent(accessTokenRoute, { channelName: 'vault' }))).statusCode).toBe(403);
  });
});

describe('no token', () => {
  const name = fc.string({ unit: fc.constantFrom('a', 'b', '-'), minLength: 1, maxLength: 4 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '-', '*'), minLength: 1, maxLength: 4 });
  const some = <T>(item: fc.Arbitrary<T>) =>
    fc.option(fc.array(item, { minLength: 1, maxLength: 3 }), { nil: undefined });
  const seconds = fc.integer({ min: 1, max: 10_000 });

  const rights = fc.record({
    routes: fc.subarray(['GET /access_token', 'GET /rtm_token']),
    only: fc.record({
      channels: some(pattern),
      roles: some(fc.constantFrom('publisher', 'subscriber')),
      versions: some(fc.constantFrom('006', '007')),
    }),
    maximumLifetimeSeconds: fc.option(seconds, { nil: undefined }),
  });
  const optional = { expireTime: seconds.map(String), version: fc.constantFrom('006', '007') };
  const request = fc.oneof(
    fc.record(
      { channelName: name, role: fc.constantFrom('publisher', 'subscriber'), rtmUserId: name, ...optional },
      { requiredKeys: ['channelName'] },
    ),
    fc.record({ userId: name, ...optional }, { requiredKeys: ['userId'] }),
  );

  /** What the token itself says, by Agora's format. */
  function read(token: string) {
    if (token.startsWith('006')) {
      const { privileges } = decode006(token);
      const ends = Object.values(privileges);
      return { version: '006', publishes: '2' in privileges, seconds: Math.max(...ends) - NOW_SECONDS };
    }
    const { expire, services } = decode007(token);
    return { version: '007', publishes: '2' in (services[0]?.privileges ?? {}), seconds: expire };
  }

  it('is vended outside the rights, whatever they are and whatever is asked', async () => {
    captureLog();
    const seen = { vended: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(rights, request, async (given, query) => {
        const route = 'userId' in query ? rtmTokenRoute : accessTokenRoute;
        const answer = await agora(given)(apiEvent(route, query as Record<string, string>));
        if (answer.statusCode !== 200) {
          // RTM users go into 007 tokens only.
          const isRtmIn006 =
            bodyOf(answer).code === 'invalid_request' && 'rtmUserId' in query && query.version !== '007';
          if (!isRtmIn006) expect(bodyOf(answer).code).toBe('not_allowed');
          seen.refused += 1;
          return;
        }
        seen.vended += 1;
        const token = String(bodyOf(answer).token);
        const { version, publishes, seconds: lifetime } = read(token);
        expect(given.routes).toContain(`GET ${route.path}`);
        expect(given.only.versions ?? [version]).toContain(version);
        const opensRtm = version === '007' && decode007(token).services.some(({ type }) => type === RTM);
        if (opensRtm) expect(given.routes).toContain('GET /rtm_token');
        expect(lifetime).toBeLessThanOrEqual(given.maximumLifetimeSeconds ?? options.lifetime.maximum);
        if (!('channelName' in query)) return;
        const role = publishes ? 'publisher' : 'subscriber';
        expect(given.only.roles ?? [role]).toContain(role);
        const regexes = given.only.channels?.map((each) => new RegExp(`^${each.replaceAll('*', '.*')}$`));
        expect(regexes?.some((each) => each.test(query.channelName)) ?? true).toBe(true);
        // The token is for that channel and no other.
        const channel =
          version === '007'
            ? decode007(token).services[0]?.names[0]
            : decode006(token).signedFor(keys.appCertificate, query.channelName, '') && query.channelName;
        expect(channel).toBe(query.channelName);
      }),
      { numRuns: 2_000 },
    );
    expect(Math.min(seen.vended, seen.refused)).toBeGreaterThan(100);
  });
});
