import { beforeEach, describe, expect, it } from 'vitest';
import { type OriginSecret, originSecret } from '../../../lambda/authorizer/origin-secret.ts';
import { RETRY_MS } from '../../../lambda/shared/secrets/cached.ts';
import { digestOf } from '../../../lambda/shared/secrets/digest.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { FakeSecret } from './fake-secret.ts';

const MINUTE = 60_000;

let clock: ManualClock;
let stored: FakeSecret;
let secret: OriginSecret;
beforeEach(() => {
  clock = new ManualClock();
  stored = new FakeSecret();
  secret = originSecret(stored.read, clock.now);
});

describe('the origin secret', () => {
  it('accepts the current, the pending and the previous value, those there are', async () => {
    expect(await secret.acceptedNow()).toEqual([digestOf('current')]);
    expect(stored.asked).toEqual(['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS']);
    stored.versions = { AWSCURRENT: 'current', AWSPENDING: 'pending', AWSPREVIOUS: 'previous' };
    clock.advance(5 * MINUTE);
    expect(await secret.acceptedNow()).toEqual(['current', 'pending', 'previous'].map(digestOf));
    expect(await secret.accepted()).toEqual(['current', 'pending', 'previous'].map(digestOf));
  });

  it('is read alone while it is the current value that comes', async () => {
    stored.versions = { AWSCURRENT: 'current', AWSPENDING: 'pending', AWSPREVIOUS: 'previous' };
    expect(await secret.accepted()).toEqual([digestOf('current')]);
    expect(stored.asked).toEqual(['AWSCURRENT']);
  });

  it('is not told to be another one while the others can’t be read', async () => {
    await secret.accepted();
    stored.outageOf = ['AWSPREVIOUS', new Error('down')];
    for (let asked = 0; asked < 100; asked += 1) await expect(secret.acceptedNow()).rejects.toThrow('down');
    expect(stored.asked).toEqual(['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS']);
    expect(await secret.accepted()).toEqual([digestOf('current')]);
    stored.outageOf = undefined;
    clock.advance(RETRY_MS);
    expect(await secret.acceptedNow()).toEqual([digestOf('current')]);
  });

  it('accepts no empty value', async () => {
    stored.versions = { AWSCURRENT: 'current', AWSPENDING: '' };
    expect(await secret.acceptedNow()).toEqual([digestOf('current')]);
  });

  it.each<[string, FakeSecret['versions']]>([
    ['has no version', {}],
    ['was never filled in', { AWSCURRENT: '' }],
  ])('is a failure, not an open door, where it %s', async (_what, versions) => {
    stored.versions = versions;
    await expect(secret.accepted()).rejects.toThrow('the origin secret has no value');
    await expect(secret.acceptedNow()).rejects.toThrow('the origin secret has no value');
    clock.advance(RETRY_MS - 1);
    await expect(secret.accepted()).rejects.toThrow('the origin secret has no value');
    expect(stored.loads).toBe(1);
  });

  it('that was emptied is over within five minutes, and what is filled in counts seconds after', async () => {
    await secret.accepted();
    stored.versions = {};
    clock.advance(5 * MINUTE);
    await expect(secret.accepted()).rejects.toThrow('the origin secret has no value');
    stored.outage = new Error('down');
    clock.advance(MINUTE);
    await expect(secret.accepted()).rejects.toBe(stored.outage);
    stored.outage = undefined;
    stored.versions = { AWSCURRENT: 'new' };
    clock.advance(RETRY_MS);
    expect(await secret.accepted()).toEqual([digestOf('new')]);
  });

  it('that never could be read is tried once in five seconds, however many ask, and however', async () => {
    stored.outage = new Error('down');
    for (let asked = 0; asked < 100; asked += 1) {
      await expect(secret.accepted()).rejects.toBe(stored.outage);
      await expect(secret.acceptedNow()).rejects.toBe(stored.outage);
    }
    expect(stored.loads).toBe(1);
    clock.advance(RETRY_MS);
    await expect(secret.accepted()).rejects.toBe(stored.outage);
    expect(stored.loads).toBe(2);
  });

  it('is read once in five minutes, and once for concurrent requests', async () => {
    await Promise.all(Array.from({ length: 100 }, secret.accepted));
    clock.advance(5 * MINUTE - 1);
    await secret.accepted();
    expect(stored.loads).toBe(1);
    clock.advance(1);
    await secret.accepted();
    expect(stored.loads).toBe(2);
  });

  it('is good for another hour while it can’t be read', async () => {
    await secret.accepted();
    stored.outage = new Error('down');
    clock.advance(65 * MINUTE - 1);
    expect(await secret.accepted()).toEqual([digestOf('current')]);
    clock.advance(1);
    await expect(secret.accepted()).rejects.toBe(stored.outage);
  });

  it('is read anew for a value that doesn’t match, but not within five seconds of the last reading', async () => {
    await secret.acceptedNow();
    stored.versions = { AWSCURRENT: 'new' };
    clock.advance(4_999);
    expect(await secret.acceptedNow()).toEqual([digestOf('current')]);
    expect(stored.loads).toBe(1);
    clock.advance(1);
    expect(await secret.acceptedNow()).toEqual([digestOf('new')]);
    expect(await secret.acceptedNow()).toEqual([digestOf('new')]);
    expect(stored.loads).toBe(2);
  });

  it('can’t say that a value doesn’t match while it can’t be read', async () => {
    await secret.accepted();
    stored.outage = new Error('down');
    clock.advance(5_000);
    for (let asked = 0; asked < 100; asked += 1) await expect(secret.acceptedNow()).rejects.toBe(stored.outage);
    expect(stored.loads).toBe(2);
    expect(await secret.accepted()).toEqual([digestOf('current')]);
  });
});
