import * as v from 'valibot';
import { beforeEach, describe, expect, it } from 'vitest';
import { providerKeys } from '../../../../lambda/shared/providers/provider-keys.ts';
import { RETRY_MS } from '../../../../lambda/shared/secrets/cached.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

const MINUTE = 60_000;
const Keys = v.object({ key: v.pipe(v.string(), v.nonEmpty()) });

let clock: ManualClock;
let reads: number;
let secret: string | undefined | Error;

beforeEach(() => {
  clock = new ManualClock();
  reads = 0;
  secret = '{"key":"one"}';
});

function keys(): () => Promise<v.InferOutput<typeof Keys>> {
  return providerKeys(
    'Example',
    Keys,
    async (stage) => {
      expect(stage).toBe('AWSCURRENT');
      reads += 1;
      if (secret instanceof Error) throw secret;
      return secret === undefined ? undefined : { value: secret, createdAt: 0 };
    },
    clock.now,
  );
}

describe('a provider’s keys', () => {
  it('are read once in five minutes', async () => {
    const get = keys();
    expect(await Promise.all([get(), get()])).toEqual([{ key: 'one' }, { key: 'one' }]);
    clock.advance(5 * MINUTE - 1);
    await get();
    expect(reads).toBe(1);
    secret = '{"key":"two"}';
    clock.advance(1);
    expect(await get()).toEqual({ key: 'two' });
  });

  it('are good for another half hour while Secrets Manager can’t be read', async () => {
    const get = keys();
    await get();
    secret = new Error('down');
    clock.advance(35 * MINUTE - 1);
    expect(await get()).toEqual({ key: 'one' });
    clock.advance(1);
    await expect(get()).rejects.toMatchObject({
      code: 'unavailable',
      message: 'the Example keys can’t be read just now; try again',
      cause: secret,
    });
  });

  it.each([
    ['a secret without a version', undefined],
    ['a value that was never filled in', '{"key":""}'],
    ['another shape', '{"k":"one"}'],
    ['no JSON', 'one'],
    ['JSON that is no object', '"one"'],
  ])('are not configured in %s, and count seconds after they are', async (_what, value) => {
    secret = value;
    const get = keys();
    await expect(get()).rejects.toMatchObject({
      code: 'not_configured',
      message: 'Example is not configured: its secret holds no usable keys yet',
    });
    secret = '{"key":"one"}';
    clock.advance(RETRY_MS);
    expect(await get()).toEqual({ key: 'one' });
  });

  it.each([
    ['are not configured', '{"key":""}', 'not_configured'],
    ['can’t be read', new Error('down'), 'unavailable'],
  ])('that %s cost one reading in a while, however many ask', async (_what, value, code) => {
    secret = value;
    const get = keys();
    for (let at = 0; at < 10; at += 1) {
      await Promise.all(Array.from({ length: 10 }, () => expect(get()).rejects.toMatchObject({ code })));
      clock.advance(RETRY_MS / 10 - 1);
    }
    expect(reads).toBe(1);
  });

  it('that are taken out of the secret stop to count within five minutes, also while it can’t be read after that', async () => {
    const get = keys();
    await get();
    secret = '{"key":""}';
    clock.advance(5 * MINUTE);
    await expect(get()).rejects.toMatchObject({ code: 'not_configured' });
    secret = new Error('down');
    clock.advance(MINUTE);
    await expect(get()).rejects.toMatchObject({ code: 'unavailable' });
  });
});
