import { beforeEach, describe, expect, it } from 'vitest';
import { ApiError } from '../../../../api/errors.ts';
import { cachedByKeys } from '../../../../lambda/shared/providers/cached-by-keys.ts';

let secret: { readonly key: string } | Error;
let made: string[];
let ended: string[];
beforeEach(() => {
  secret = { key: 'one' };
  made = [];
  ended = [];
});

function thing() {
  return cachedByKeys(
    async () => {
      if (secret instanceof Error) throw secret;
      // Another object at each reading.
      return { ...secret };
    },
    ({ key }) => {
      made.push(key);
      return `${made.length} of ${key}`;
    },
    (each) => ended.push(each),
  );
}

describe('what is made of keys', () => {
  it('is made once, when it is first asked for', async () => {
    const get = thing();
    expect(made).toEqual([]);
    expect(await Promise.all([get(), get()])).toEqual(['1 of one', '1 of one']);
    expect(await get()).toBe('1 of one');
    expect(ended).toEqual([]);
  });

  it('ends with them, and doesn’t come back with them', async () => {
    const get = thing();
    await get();
    secret = { key: 'two' };
    expect(await get()).toBe('2 of two');
    expect(ended).toEqual(['1 of one']);
    secret = { key: 'one' };
    expect(await get()).toBe('3 of one');
    expect(ended).toEqual(['1 of one', '2 of two']);
  });

  it('ends where there are none any more', async () => {
    const get = thing();
    await get();
    secret = new ApiError('not_configured', 'no keys');
    await expect(get()).rejects.toBe(secret);
    await expect(get()).rejects.toBe(secret);
    expect(ended).toEqual(['1 of one']);
    secret = { key: 'one' };
    expect(await get()).toBe('2 of one');
  });

  it('is given to nobody while they can’t be read, and is still there after', async () => {
    const get = thing();
    await get();
    secret = new ApiError('unavailable', 'down');
    await expect(get()).rejects.toBe(secret);
    secret = { key: 'one' };
    expect(await get()).toBe('1 of one');
    expect(ended).toEqual([]);
  });

  it('that can’t be made leaves nothing of the old keys', async () => {
    const get = cachedByKeys(
      async () => secret,
      (keys) => {
        if ('key' in keys && keys.key === 'bad') throw new ApiError('not_configured', 'no endpoint');
        return keys;
      },
      () => ended.push('ended'),
    );
    await get();
    secret = { key: 'bad' };
    await expect(get()).rejects.toMatchObject({ code: 'not_configured' });
    expect(ended).toEqual(['ended']);
    secret = { key: 'two' };
    expect(await get()).toEqual({ key: 'two' });
  });
});
