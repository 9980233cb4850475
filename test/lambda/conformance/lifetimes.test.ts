import { beforeAll, describe, expect, it } from 'vitest';
import type { Route } from '../../../api/route.ts';
import { providers } from '../../../lambda/providers.ts';
import type { Lifetime } from '../../../lambda/shared/rights/lifetime.ts';
import { captureLog } from '../../support/captured-log.ts';
import type { Asking } from './requests.ts';
import { NOW, type RunningProvider, startSuite } from './running-provider.ts';

const { run } = await startSuite();

/** A caller’s own maximum that is below every stage’s default, and one that is above every stage’s maximum. */
const SHORT = 60;
const LONG = 2_000_000_000;

const callers = { short: { maximumLifetimeSeconds: SHORT }, long: { maximumLifetimeSeconds: LONG } };

/** The stage’s lifetimes, where the function is told any. */
function lifetimeOf({ functionOf, configuration }: RunningProvider, route: Route): Lifetime | undefined {
  return (functionOf(route).options(configuration) as { lifetime?: Lifetime }).lifetime;
}

describe.each(providers)('the lifetimes of $id', (provider) => {
  let running: RunningProvider;
  beforeAll(async () => {
    running = await run(provider, { callers });
  });

  const vending = provider.routes.filter(({ audit }) => audit?.vends);

  const isShortRefused = () => {
    const given = { only: {}, maximumLifetimeSeconds: SHORT };
    const faults = provider.rightsFaults?.(given, running.configuration) ?? [];
    return faults.some(({ path }) => path.join() === 'maximumLifetimeSeconds');
  };

  /** How long the token lives that such a request gets, in seconds; the refusal’s code where it gets none. */
  async function livesFor(route: Route, asking: Asking, caller = 'anybody') {
    const { status, body } = await running.ask(route, running.requestsOf(route).request(asking), caller);
    if (status !== 200) return body.code;
    const { expiresAt } = body.data ?? body;
    return (Date.parse(expiresAt) - NOW) / 1000;
  }

  it('are those that are asked for, up to the stage’s maximum and the caller’s', async () => {
    captureLog();
    const shortest = running.stated.shortestLifetimeSeconds ?? 1;
    for (const route of vending.filter((each) => running.requestsOf(each).hasLifetime)) {
      const lives = (lifetimeSeconds?: number, caller?: string) =>
        livesFor(route, lifetimeSeconds === undefined ? {} : { lifetimeSeconds }, caller);
      const maximum = await lives(LONG);
      const byDefault = await lives();
      const stage = lifetimeOf(running, route);
      if (stage !== undefined) expect([byDefault, maximum], route.name).toEqual([stage.default, stage.maximum]);
      expect(maximum, route.name).toBeLessThan(LONG - 1);
      expect(byDefault, route.name).toBeLessThanOrEqual(maximum);
      expect(maximum, `${route.name}: state a maximum above ${SHORT} seconds`).toBeGreaterThan(SHORT);
      for (const [asked, granted] of [
        [shortest, shortest],
        [maximum, maximum],
        [maximum + 1, maximum],
      ]) {
        expect(await lives(asked), `${route.name}: ${asked}`).toBe(granted);
        expect(await lives(asked, 'long'), `${route.name}: ${asked}`).toBe(granted);
      }
      expect(await lives(undefined, 'long'), route.name).toBe(byDefault);
      expect(await lives(shortest - 1), `${route.name}: less than ${shortest}`).toBe('invalid_request');
      expect(isShortRefused(), `rights to ${SHORT} seconds of ${shortest} at least`).toBe(SHORT < shortest);
      if (SHORT < shortest) {
        for (const asked of [undefined, shortest, maximum]) {
          expect(await lives(asked, 'short'), `${route.name}: ${asked} of ${SHORT}`).toBe('not_allowed');
        }
        continue;
      }
      expect(await lives(undefined, 'short'), route.name).toBe(Math.min(byDefault, SHORT));
      for (const [asked, granted] of [
        [1, 1],
        [SHORT, SHORT],
        [SHORT + 1, 'not_allowed'],
        [maximum + 1, 'not_allowed'],
        [LONG, 'not_allowed'],
      ] as const) {
        expect(await lives(asked, 'short'), `${route.name}: ${asked} of ${SHORT}`).toBe(granted);
      }
    }
  });

  it('where none can be asked for are within the caller’s maximum, or its rights are refused at synth', async () => {
    captureLog();
    for (const route of vending.filter((each) => !running.requestsOf(each).hasLifetime)) {
      expect(await livesFor(route, {}), route.name).toBeGreaterThan(SHORT);
      const short = await livesFor(route, {}, 'short');
      if (isShortRefused()) expect(short, route.name).toBe('not_allowed');
      else expect(short, route.name).toBeLessThanOrEqual(SHORT);
    }
  });
});
