import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import type { Route } from '../../api/route.ts';
import type { Token } from '../../lambda/millicast/sandbox/token.ts';
import { CLOCK_ALLOWANCE_SECONDS, routeName } from '../../lambda/shared/rights/rights.ts';
import {
  type Answered,
  agoraKeys,
  callerRights,
  type EveryRoute,
  everyRoute,
  type Input,
  inputs,
  routes,
  type ServedName,
  type ServedRoute,
  streamNames,
  type TriedRights,
  type Who,
} from '../support/every-route.ts';
import { decode006, decode007, RTM } from './agora/token-decoder.ts';

/*
 * Whatever a caller's rights are, and whatever it and others ask in whatever order, nothing that its rights leave out is
 * read, changed, made to live longer or opened by it. The rules are stated here a second time, and share no code with the
 * functions'; what a token really opens, Millicast's stand-in says.
 *
 * The suite tries some hundreds; RIGHTS_RUNS=100000 npx vitest run test/lambda/every-route.test.ts takes some minutes,
 * and RIGHTS_SEED=2 makes them others.
 */
const RUNS = Number(process.env.RIGHTS_RUNS ?? 500);
const { RIGHTS_SEED } = process.env;

type Step =
  | { readonly who: Who; readonly route: string; readonly input: Input }
  | { readonly passes: number }
  | { readonly goesOnAir: number };

const asked = (who: Who, of: readonly ServedRoute[]): fc.Arbitrary<Step> =>
  fc
    .constantFrom(...of.map(({ name }) => name as ServedName))
    .chain((route) => inputs[route].map((input) => ({ who, route, input })));

const routeOf = (name: string) => routes.find((route) => route.name === name) as ServedRoute;

const millicast = routes.filter(({ provider, audience }) => provider === 'millicast' && audience === 'admin');
const creates = millicast.filter(({ audit }) => audit?.vends);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: asked('client', millicast) },
  { weight: 2, arbitrary: asked('client', routes) },
  { weight: 3, arbitrary: asked('owner', creates) },
  { weight: 1, arbitrary: asked('owner', routes) },
  { weight: 1, arbitrary: fc.constantFrom(1, 300, 3_990, 86_000).map((passes) => ({ passes })) },
  { weight: 1, arbitrary: fc.nat(6).map((goesOnAir) => ({ goesOnAir })) },
);

/** In seconds; nobody waits for less than an endless right. */
const longest = ({ maximumLifetimeSeconds = Infinity }: TriedRights) =>
  maximumLifetimeSeconds + CLOCK_ALLOWANCE_SECONDS;

function fits(patterns: readonly string[] | undefined, name: string): boolean {
  if (patterns === undefined) return true;
  return patterns.some((each) => new RegExp(`^${each.replaceAll('*', '.*')}$`, 's').test(name));
}

function isOwn({ streams, expiresOn }: Token, rights: TriedRights, now: number): boolean {
  const { streams: patterns } = rights.only;
  const opens = streams.every(({ streamName, isRegex }) =>
    isRegex ? (patterns?.includes('*') ?? true) : fits(patterns, streamName),
  );
  return opens && (expiresOn ?? Infinity) - now <= longest(rights) * 1000;
}

/** Every value in an answer under this name. */
function valuesOf(answer: unknown, name: string): unknown[] {
  if (typeof answer !== 'object' || answer === null) return [];
  return Object.entries(answer).flatMap(([key, value]) => [...(key === name ? [value] : []), ...valuesOf(value, name)]);
}

function idsIn(answer: unknown): unknown[] {
  return ['id', 'tokenIds', 'successfulTokens', 'failedTokens'].flatMap((name) => valuesOf(answer, name)).flat();
}

/** No string in an answer lets anybody into what the rights leave out, now or when they have ended. */
function expectDoorsShut(world: EveryRoute, route: Route, { body }: Answered, rights: TriedRights): void {
  const now = world.clock.now();
  const afterwards = now + longest(rights) * 1000 + 1;
  for (const token of valuesOf(body, 'token') as string[]) {
    for (const kind of ['publish', 'subscribe'] as const) {
      for (const streamName of streamNames) {
        const request = { kind, token, streamName, origin: 'https://evil.example', ip: '192.0.2.1' };
        if (!fits(rights.only.streams, streamName)) expect(world.admits(request, now), routeName(route)).toBe(false);
        if (Number.isFinite(afterwards)) expect(world.admits(request, afterwards), routeName(route)).toBe(false);
      }
    }
  }
}

function expectAgoraWithin(
  { name }: Route,
  { query, params }: Input,
  { body }: Answered,
  rights: TriedRights,
  now: number,
): void {
  const { only } = rights;
  const token = body.token ?? body.rtcToken ?? body.rtmToken;
  const is007 = token.startsWith('007');
  expect(only.versions ?? [is007 ? '007' : '006']).toContain(is007 ? '007' : '006');
  const ends = is007 ? decode007(token).expire : Math.max(...Object.values(decode006(token).privileges)) - now / 1000;
  expect(ends).toBeLessThanOrEqual(rights.maximumLifetimeSeconds ?? Infinity);
  const opensRtm = is007 && decode007(token).services.some(({ type }) => type === RTM);
  if (opensRtm && name !== 'agoraUiKitRtm') expect(rights.routes).toContain('GET /rtm_token');
  const { channelName } = { ...params, ...query };
  if (channelName === undefined) return;
  expect(fits(only.channels, channelName)).toBe(true);
  const service = is007 ? decode007(token).services[0] : decode006(token);
  expect(only.roles ?? ['publisher', 'subscriber']).toContain(
    '2' in (service?.privileges ?? {}) ? 'publisher' : 'subscriber',
  );
  if (is007) expect(decode007(token).services[0]?.names[0]).toBe(channelName);
  else expect(decode006(token).signedFor(agoraKeys.appCertificate, channelName, '')).toBe(true);
}

const seen = new Map<string, { answered: number; refused: number }>();

async function expectWithin(world: EveryRoute, route: ServedRoute, input: Input, rights: TriedRights): Promise<void> {
  const now = world.clock.now();
  const before = world.tokens().map((token) => ({ token, own: isOwn(token, rights, now) }));
  const openBefore = streamNames.map((streamName) => world.admits({ kind: 'subscribe', streamName }, now));
  const answer = await world.ask('client', route, input);
  const { status, body, text } = answer;
  const about = `${routeName(route)} ${JSON.stringify(input)} answered ${text}`;

  expect([200, 400, 403, 404, 502], about).toContain(status);
  const count = seen.get(route.name) ?? { answered: 0, refused: 0 };
  seen.set(route.name, count);
  if (!rights.routes.includes(routeName(route))) return expect(status, about).toBe(403);
  if (status === 200) count.answered += 1;
  if (status === 403) count.refused += 1;

  const isManaged = status === 200 && route.provider === 'millicast';
  // Nothing that it may not have is changed, or told of.
  const after = new Map(world.tokens().map((token) => [token.id, token]));
  for (const { token } of before.filter(({ own }) => !own)) {
    expect(after.get(token.id), about).toEqual(token);
    expect(text, about).not.toContain(token.token);
    if (isManaged) expect(idsIn(body), about).not.toContain(token.id);
  }
  // What it made or changed is still its own, and lives no longer than before.
  const known = new Map(before.map(({ token }) => [token.id, token]));
  for (const token of after.values()) {
    const was = known.get(token.id);
    if (was !== undefined && JSON.stringify(was) === JSON.stringify(token)) continue;
    expect(isOwn(token, rights, now), about).toBe(true);
    if (was !== undefined) expect(token.expiresOn, about).toBe(was.expiresOn);
  }
  for (const [at, streamName] of streamNames.entries()) {
    if (fits(rights.only.streams, streamName)) continue;
    expect(world.admits({ kind: 'subscribe', streamName }, now), about).toBe(openBefore[at]);
  }
  if (status !== 200) return;

  // What it gets opens what it may, for as long as it may.
  for (const end of route.provider === undefined ? [] : valuesOf(body, 'expiresAt')) {
    const endsAt = end === null ? Infinity : Date.parse(String(end));
    expect(endsAt - now, about).toBeLessThanOrEqual(longest(rights) * 1000);
  }
  if (route.provider === 'millicast') expectDoorsShut(world, route, answer, rights);
  if (route.provider === 'agora') expectAgoraWithin(route, input, answer, rights, now);
  if (route.provider === 'momento') {
    const made = world.disposable.get(body.token);
    expect(made, about).toMatchObject({ holder: 'client', exp: body.exp });
    expect((made?.exp ?? Infinity) - now / 1000, about).toBeLessThanOrEqual(longest(rights));
  }
  if (route.provider === undefined) {
    const offered = Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods as object).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect([...rights.routes, 'GET /health'], about).toEqual(expect.arrayContaining(offered));
  }

  // And all that it may have is there.
  if (/^(list(Publish|Subscribe)Tokens|getList)$/.test(route.name) && input.query?.page !== '2') {
    const kind = route.name === 'listSubscribeTokens' ? 'subscribe' : 'publish';
    const all = before.filter(({ token }) => token.kind === kind);
    const own = all.filter((each) => each.own).map(({ token }) => token.id);
    const shown = body.data.map(({ id }: { id: number }) => id);
    if (all.length <= 3) expect(shown.toSorted(), about).toEqual(own.toSorted());
  }
}

it(`no caller reads, changes, lengthens or opens what its rights leave out: ${RUNS} rights and sequences of calls`, {
  timeout: 60_000 + RUNS * 100,
}, async () => {
  const stdout = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    const endless = fc.nat(9).map((roll) => roll === 0);
    const made = fc.array(fc.oneof(asked('owner', creates), asked('client', creates)), { minLength: 2, maxLength: 5 });
    const steps = fc.tuple(made, fc.array(step, { maxLength: 10 })).map((both) => both.flat());
    await fc.assert(
      fc.asyncProperty(callerRights, endless, steps, async (rights, isEndless, all) => {
        stdout.mockClear();
        const world = everyRoute({ rights, endless: isEndless });
        for (const each of all) {
          if ('passes' in each) world.clock.advance(each.passes * 1000);
          else if ('goesOnAir' in each) world.store.publishing(each.goesOnAir, 'room-1');
          else if (each.who === 'owner') await world.ask('owner', routeOf(each.route), each.input);
          else await expectWithin(world, routeOf(each.route), each.input, rights);
        }
      }),
      { numRuns: RUNS, ...(RIGHTS_SEED && { seed: Number(RIGHTS_SEED) }) },
    );
  } finally {
    stdout.mockRestore();
  }
  // Every route was answered, and what can be refused was, or it was never tried.
  for (const { name } of routes) expect(seen.get(name)?.answered, name).toBeGreaterThan(0);
  for (const { name, audit, path } of millicast) {
    const isList = audit?.subject.includes('name') || path.endsWith('List') || path.endsWith('all');
    if (!isList) expect(seen.get(name)?.refused, name).toBeGreaterThan(0);
  }
});
