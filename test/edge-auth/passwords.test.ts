import { describe, expect, it } from 'vitest';
import { callerPasswords, type PasswordOptions } from '../../edge-auth/passwords.ts';
import { RETRY_MS } from '../../lambda/shared/secrets/cached.ts';
import { REREAD_MS } from '../../lambda/shared/secrets/current-first.ts';
import { digestOf } from '../../lambda/shared/secrets/digest.ts';
import type { LogLine } from '../../lambda/shared/telemetry/log.ts';
import { type Clock, clock, secrets, secretValue } from './support.ts';

const times = { graceMs: 60_000, ttlMs: 300_000, staleMs: 600_000, takesPending: false };
const ID = 'secret/client';

function held(stored: ReturnType<typeof secrets>, now: Clock, overrides: Partial<PasswordOptions> = {}) {
  const lines: LogLine[] = [];
  const passwords = callerPasswords(
    'client',
    { ...times, ...overrides },
    { read: stored.readerOf(ID), now, log: (line) => lines.push(line) },
  );
  return { passwords, lines };
}

/** The client's passwords from a secret that holds `first` since long ago. */
function passwordsOf(value: string = secretValue('client', 'first')) {
  const now = clock();
  const stored = secrets({ [ID]: { AWSCURRENT: { value, createdAt: now() - 86_400_000 } } });
  return { now, stored, ...held(stored, now) };
}

describe('accepted', () => {
  it('holds digests, never the password', async () => {
    const { passwords } = passwordsOf();
    expect(await passwords.accepted()).toEqual([digestOf('first')]);
  });

  it('reads the current one, once for all who ask at the same time', async () => {
    const { stored, passwords } = passwordsOf();
    await Promise.all(Array.from({ length: 50 }, () => passwords.accepted()));
    expect(stored.reads).toEqual([`${ID} AWSCURRENT`]);
  });

  it('is read again only after the TTL', async () => {
    const { now, stored, passwords } = passwordsOf();
    await passwords.accepted();
    now.advance(times.ttlMs - 1);
    await passwords.accepted();
    expect(stored.reads).toHaveLength(1);
    now.advance(1);
    await passwords.accepted();
    expect(stored.reads).toHaveLength(2);
  });

  it.each<[string, string]>([
    ['no text', ''],
    ['no JSON', 'first'],
    ['another JSON', '"first"'],
    ['null', 'null'],
    ['a list', '["client","first"]'],
    ['no password', '{"username":"client"}'],
    ['an empty password', secretValue('client', '')],
    ['a password that is no text', '{"username":"client","password":12345}'],
    ['no user name', '{"password":"first"}'],
    ['another caller’s name', secretValue('admin', 'first')],
  ])('is nothing when the secret holds %s', async (_, value) => {
    expect(await passwordsOf(value).passwords.accepted()).toEqual([]);
  });

  it('is nothing when there is no secret', async () => {
    const stored = secrets({});
    const { passwords } = held(stored, clock());
    expect(await passwords.accepted()).toEqual([]);
  });
});

describe('the previous password', () => {
  it('works until the grace time since the current one was made is over, whenever it was read', async () => {
    const { now, stored, passwords } = passwordsOf();
    stored.rotate(ID, secretValue('client', 'second'), now());
    expect(await passwords.acceptedNow()).toEqual([digestOf('second'), digestOf('first')]);
    now.advance(times.graceMs - 1);
    expect(await passwords.accepted()).toEqual([digestOf('second'), digestOf('first')]);
    now.advance(1);
    expect(await passwords.accepted()).toEqual([digestOf('second')]);
    expect(stored.reads).toHaveLength(2);
  });

  it('is read once for all who need it, and not at all after the grace time', async () => {
    const { now, stored, passwords } = passwordsOf();
    stored.rotate(ID, secretValue('client', 'second'), now());
    await Promise.all(Array.from({ length: 50 }, () => passwords.acceptedNow()));
    expect(stored.reads).toEqual([`${ID} AWSCURRENT`, `${ID} AWSPREVIOUS`]);
    now.advance(times.graceMs);
    expect(await passwords.acceptedNow()).toEqual([digestOf('second')]);
    expect(stored.reads.slice(2)).toEqual([`${ID} AWSCURRENT`]);
  });

  it('ends with the current one that it was read with: it is never accepted for longer', async () => {
    const { now, stored, passwords } = passwordsOf();
    stored.rotate(ID, secretValue('client', 'second'), now());
    await passwords.accepted();
    now.advance(times.graceMs / 2);
    expect(await passwords.acceptedNow()).toEqual([digestOf('second'), digestOf('first')]);
    now.advance(times.ttlMs);
    expect(await passwords.accepted()).toEqual([digestOf('second')]);
  });

  it('never works without a grace time', async () => {
    const now = clock();
    const stored = secrets({ [ID]: { AWSCURRENT: { value: secretValue('client', 'first'), createdAt: now() } } });
    stored.rotate(ID, secretValue('client', 'second'), now());
    const { passwords } = held(stored, now, { graceMs: 0 });
    expect(await passwords.acceptedNow()).toEqual([digestOf('second')]);
  });

  it('does not stand in for a current one that is no password', async () => {
    const { now, stored, passwords } = passwordsOf();
    stored.rotate(ID, '', now());
    expect(await passwords.acceptedNow()).toEqual([]);
  });

  it('that is malformed leaves the current one alone', async () => {
    const { now, stored, passwords } = passwordsOf('not filled in');
    stored.rotate(ID, secretValue('client', 'second'), now());
    expect(await passwords.acceptedNow()).toEqual([digestOf('second')]);
  });
});

describe('the grace time', () => {
  it('begins when the rotation says, not when the current version was made', async () => {
    const now = clock();
    const stored = secrets({
      [ID]: {
        AWSCURRENT: {
          value: secretValue('client', 'second'),
          createdAt: now() - 86_400_000,
          inUseSince: now() - 1_000,
        },
        AWSPREVIOUS: { value: secretValue('client', 'first'), createdAt: 0 },
      },
    });
    const { passwords } = held(stored, now, { takesPending: true });
    expect(await passwords.acceptedNow()).toEqual([digestOf('second'), digestOf('first')]);
  });
});

describe('the password to come', () => {
  const pendingAt = (createdAt: number, current = secretValue('client', 'first')) => {
    const now = clock();
    const stored = secrets({
      [ID]: {
        AWSCURRENT: { value: current, createdAt: now() - 1_000 },
        AWSPENDING: { value: secretValue('client', 'next'), createdAt: now() + createdAt },
      },
    });
    return held(stored, now, { takesPending: true });
  };

  it('works where passwords rotate', async () => {
    expect(await pendingAt(0).passwords.acceptedNow()).toEqual([digestOf('first'), digestOf('next')]);
  });

  it('does not where it is older than the current one: then it was to come once', async () => {
    expect(await pendingAt(-1_000).passwords.acceptedNow()).toEqual([digestOf('first')]);
    expect(await pendingAt(-2_000).passwords.acceptedNow()).toEqual([digestOf('first')]);
  });

  it('does not stand in for a current one that is no password', async () => {
    expect(await pendingAt(0, '{"username":"client"}').passwords.acceptedNow()).toEqual([]);
  });

  it('is not even read where passwords don’t rotate', async () => {
    const { stored, passwords } = passwordsOf();
    await passwords.acceptedNow();
    expect(stored.reads).not.toContain(`${ID} AWSPENDING`);
  });
});

describe('a caller that is shut out', () => {
  it('is nobody, and the password before doesn’t let it in during the grace time', async () => {
    const { now, stored, passwords } = passwordsOf();
    await passwords.accepted();
    stored.rotate(ID, '{"username":"client"}', now());
    now.advance(times.ttlMs);
    expect(await passwords.accepted()).toEqual([]);
    now.advance(REREAD_MS);
    expect(await passwords.acceptedNow()).toEqual([]);
  });
});

describe('while the secret can’t be read', () => {
  it('nobody gets in who was never read', async () => {
    const { stored, passwords } = passwordsOf();
    stored.state.down = true;
    await expect(passwords.accepted()).rejects.toThrow();
    expect(passwords.lastReading()).toMatchObject({ failed: true });
  });

  it('it is tried once in a while, however many ask and however, also where nothing was ever read', async () => {
    const { now, stored, passwords, lines } = passwordsOf();
    stored.state.down = true;
    for (let asked = 0; asked < 5; asked += 1) {
      await Promise.all(Array.from({ length: 5 }, () => expect(passwords.accepted()).rejects.toThrow()));
      expect(await passwords.acceptedNow()).toBeUndefined();
      now.advance(RETRY_MS / 5 - 1);
    }
    expect(stored.reads).toHaveLength(1);
    expect(lines).toHaveLength(1);
    now.advance(RETRY_MS);
    await expect(passwords.accepted()).rejects.toThrow();
    expect(stored.reads).toHaveLength(2);
  });

  it('it is logged by the error’s name, also while what was read before serves', async () => {
    const { now, stored, passwords, lines } = passwordsOf();
    await passwords.accepted();
    stored.state.down = true;
    now.advance(times.ttlMs);
    await passwords.accepted();
    expect(lines).toEqual([
      { level: 'error', message: 'password not readable', caller: 'client', cause: 'TimeoutError' },
    ]);
  });

  it('what was read before serves to the end of the stale time and no longer', async () => {
    const { now, stored, passwords } = passwordsOf();
    await passwords.accepted();
    stored.state.down = true;
    now.advance(times.ttlMs + times.staleMs - 1);
    expect(await passwords.accepted()).toEqual([digestOf('first')]);
    now.advance(1);
    await expect(passwords.accepted()).rejects.toThrow();
  });

  it('it is tried again only after a while, and then all is as before', async () => {
    const { now, stored, passwords } = passwordsOf();
    await passwords.accepted();
    stored.state.down = true;
    now.advance(times.ttlMs);
    await passwords.accepted();
    await passwords.accepted();
    expect(stored.reads).toHaveLength(2);
    stored.state.down = false;
    stored.rotate(ID, secretValue('client', 'second'), now());
    now.advance(RETRY_MS);
    expect(await passwords.accepted()).toEqual([digestOf('second')]);
    expect(passwords.lastReading()).toEqual({ at: now(), failed: false });
  });
});

describe('acceptedNow', () => {
  it('finds a new password within the TTL of the old', async () => {
    const { now, stored, passwords } = passwordsOf();
    await passwords.accepted();
    stored.rotate(ID, secretValue('client', 'second'), now());
    now.advance(REREAD_MS);
    expect(await passwords.acceptedNow()).toEqual([digestOf('second'), digestOf('first')]);
    expect(await passwords.accepted()).toEqual([digestOf('second'), digestOf('first')]);
  });

  it('reads at most once in a while, however many passwords don’t match', async () => {
    const { now, stored, passwords } = passwordsOf();
    await passwords.accepted();
    await passwords.acceptedNow();
    now.advance(REREAD_MS - 1);
    expect(await passwords.acceptedNow()).toBeUndefined();
    now.advance(1);
    await Promise.all(Array.from({ length: 50 }, () => passwords.acceptedNow()));
    expect(await passwords.acceptedNow()).toBeUndefined();
    // Its previous version is no password any more, so nobody reads it.
    expect(stored.reads).toEqual([`${ID} AWSCURRENT`, `${ID} AWSCURRENT`]);
  });

  it('leaves what was read before in force when the secret can’t be read, and waits as long to try again', async () => {
    const { now, stored, passwords } = passwordsOf();
    await passwords.accepted();
    stored.state.down = true;
    now.advance(REREAD_MS);
    expect(await passwords.acceptedNow()).toBeUndefined();
    expect(await passwords.acceptedNow()).toBeUndefined();
    expect(stored.reads).toHaveLength(2);
    expect(await passwords.accepted()).toEqual([digestOf('first')]);
  });

  it('does not read a second time in a request that just waited for a failing read', async () => {
    const { now, stored, passwords } = passwordsOf();
    await passwords.accepted();
    stored.state.down = true;
    now.advance(times.ttlMs);
    await passwords.accepted();
    expect(await passwords.acceptedNow()).toBeUndefined();
    expect(stored.reads).toHaveLength(2);
  });
});
