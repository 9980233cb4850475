import { beforeEach, describe, expect, it } from 'vitest';
import { AVOIDED_MS, nearestReader, type RegionFailures } from '../../../../lambda/shared/secrets/nearest-reader.ts';
import type { SecretVersion, VersionStage } from '../../../../lambda/shared/secrets/secrets-manager.ts';
import { ManualClock } from '../../../local/support/manual-clock.ts';

const PRIMARY = 'us-east-1';
const REPLICA = 'eu-west-1';
const OTHER = 'ap-south-1';
const DEADLINE_MS = 4_000;
const HEDGE_MS = 1_600;

type Answer = string | undefined | Error | 'never';

let clock: ManualClock;
let failures: RegionFailures;
let asked: string[];
/** What regions answer, by stage. */
let answers: Record<string, Partial<Record<VersionStage, Answer>> | Error | 'never'>;
beforeEach(() => {
  clock = new ManualClock();
  failures = new Map();
  asked = [];
  answers = { [PRIMARY]: { AWSCURRENT: 'primary' }, [REPLICA]: { AWSCURRENT: 'replica' } };
});

const version = (value: string): SecretVersion => ({ value, createdAt: 0 });

function reader(regions: readonly string[] = [REPLICA, PRIMARY]) {
  return nearestReader(
    regions.map((region) => ({
      region,
      async read(stage) {
        asked.push(`${region} ${stage}`);
        const answer = answers[region];
        const found = answer instanceof Error || answer === 'never' ? answer : answer?.[stage];
        if (found === 'never') return new Promise(() => {});
        if (found instanceof Error) throw found;
        return found === undefined ? undefined : version(found);
      },
    })),
    {
      primary: PRIMARY,
      deadlineMs: DEADLINE_MS,
      failures,
      now: () => clock.now(),
      after: (ms, then) => clock.after(ms, then),
    },
  );
}

/** Lets everything go on that doesn't wait for time. */
const passed = () => new Promise(setImmediate);

describe('where it asks', () => {
  it('is the nearest region when the clock was put back after that had failed', async () => {
    failures.set(REPLICA, clock.now() + 3_600_000);
    expect(await reader()('AWSCURRENT')).toEqual(version('replica'));
  });

  it('is the nearest region only', async () => {
    expect(await reader()('AWSCURRENT')).toEqual(version('replica'));
    expect(asked).toEqual(['eu-west-1 AWSCURRENT']);
  });

  it('is the next one when that fails', async () => {
    answers[REPLICA] = new Error('down');
    expect(await reader()('AWSCURRENT')).toEqual(version('primary'));
    expect(asked).toEqual(['eu-west-1 AWSCURRENT', 'us-east-1 AWSCURRENT']);
  });

  it('is the next one too when that takes long, and the first answer counts', async () => {
    answers[REPLICA] = 'never';
    const answer = reader()('AWSCURRENT');
    clock.advance(HEDGE_MS - 1);
    await passed();
    expect(asked).toEqual(['eu-west-1 AWSCURRENT']);
    clock.advance(1);
    expect(await answer).toEqual(version('primary'));
  });

  it('is all regions in turn', async () => {
    answers[REPLICA] = new Error('down');
    answers[PRIMARY] = new Error('down too');
    answers[OTHER] = { AWSCURRENT: 'other' };
    expect(await reader([REPLICA, PRIMARY, OTHER])('AWSCURRENT')).toEqual(version('other'));
  });
});

describe('its time', () => {
  it('ends for all regions together', async () => {
    answers[REPLICA] = 'never';
    answers[PRIMARY] = 'never';
    const answer = reader()('AWSCURRENT');
    const refused = expect(answer).rejects.toMatchObject({ name: 'TimeoutError' });
    clock.advance(HEDGE_MS);
    await passed();
    clock.advance(DEADLINE_MS - HEDGE_MS);
    await refused;
  });

  it('does not end a moment after all have failed: the error is the first one', async () => {
    answers[REPLICA] = new Error('first');
    answers[PRIMARY] = new Error('second');
    await expect(reader()('AWSCURRENT')).rejects.toThrow('first');
  });
});

describe('after a failure', () => {
  it.each([
    ['an error', new Error('down')],
    ['no answer', 'never'],
  ] as const)('which was %s, the region is asked last for a while, also for other secrets', async (_, how) => {
    answers[REPLICA] = how;
    const first = reader()('AWSCURRENT');
    clock.advance(HEDGE_MS);
    await first;
    answers[REPLICA] = { AWSCURRENT: 'replica' };
    const another = reader();
    clock.advance(AVOIDED_MS - 1);
    expect(await another('AWSCURRENT')).toEqual(version('primary'));
    clock.advance(1);
    expect(await another('AWSCURRENT')).toEqual(version('replica'));
  });

  it('is no reason not to ask it at all', async () => {
    failures.set(REPLICA, clock.now());
    answers[PRIMARY] = new Error('down');
    expect(await reader()('AWSCURRENT')).toEqual(version('replica'));
    answers[PRIMARY] = { AWSCURRENT: 'primary' };
    expect(await reader()('AWSCURRENT')).toEqual(version('replica'));
  });
});

describe('a version that is missing', () => {
  it.each(['AWSPENDING', 'AWSPREVIOUS'] as const)('%s, is so by the word of a replica that is there', async (stage) => {
    const read = reader();
    await read('AWSCURRENT');
    asked = [];
    expect(await read(stage)).toBeUndefined();
    expect(asked).toEqual([`eu-west-1 ${stage}`]);
  });

  it('makes it look first whether the replica is there, once', async () => {
    const read = reader();
    expect(await read('AWSPENDING')).toBeUndefined();
    expect(await read('AWSPENDING')).toBeUndefined();
    expect(asked).toEqual(['eu-west-1 AWSPENDING', 'eu-west-1 AWSCURRENT', 'eu-west-1 AWSPENDING']);
  });

  it.each(['AWSCURRENT', 'AWSPENDING'] as const)('%s, is not so by the word of one that isn’t', async (stage) => {
    answers[REPLICA] = {};
    answers[PRIMARY] = { AWSCURRENT: 'primary', AWSPENDING: 'primary' };
    expect(await reader()(stage)).toEqual(version('primary'));
    expect(failures.has(REPLICA)).toBe(false);
  });

  it('is so by the word of the primary region', async () => {
    answers[REPLICA] = {};
    answers[PRIMARY] = {};
    expect(await reader()('AWSCURRENT')).toBeUndefined();
  });

  it('is nobody’s word while the primary region is out of reach', async () => {
    answers[REPLICA] = {};
    answers[PRIMARY] = new Error('down');
    await expect(reader()('AWSCURRENT')).rejects.toThrow('down');
  });

  it('is looked for anew when the replica has gone', async () => {
    const read = reader();
    await read('AWSCURRENT');
    answers[REPLICA] = {};
    expect(await read('AWSCURRENT')).toEqual(version('primary'));
    answers[PRIMARY] = { AWSCURRENT: 'primary', AWSPREVIOUS: 'before' };
    expect(await read('AWSPREVIOUS')).toEqual(version('before'));
  });
});
