import { describe, expect, it } from 'vitest';
import { denyList } from '../../edge-auth/denied-users.ts';
import { RETRY_MS } from '../../lambda/shared/secrets/cached.ts';
import type { LogLine } from '../../lambda/shared/telemetry/log.ts';
import { clock, secrets } from './support.ts';

const ID = 'secret/denied-users';
const TTL_MS = 300_000;

function listOf(value: string | undefined) {
  const now = clock();
  const stored = secrets(value === undefined ? {} : { [ID]: { AWSCURRENT: { value, createdAt: 0 } } });
  const lines: LogLine[] = [];
  const list = denyList(TTL_MS, { read: stored.readerOf(ID), now, log: (line) => lines.push(line) });
  const isDenied = async (user: string, caller = 'members') => (await list.known())({ caller, user });
  return { now, stored, lines, isDenied };
}

const blocked = (...users: string[]) =>
  JSON.stringify({ members: Object.fromEntries(users.map((user) => [user, {}])) });

describe('the guard’s deny list', () => {
  it('denies those on it', async () => {
    const { isDenied, lines } = listOf(blocked('ada'));
    expect([await isDenied('ada'), await isDenied('bob'), await isDenied('ada', 'staff')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(lines).toEqual([]);
  });

  it('is read once for all who ask at the same time, and again after the TTL', async () => {
    const { isDenied, stored, now } = listOf(blocked('ada'));
    await Promise.all(Array.from({ length: 20 }, () => isDenied('ada')));
    now.advance(TTL_MS - 1);
    await isDenied('ada');
    expect(stored.reads).toEqual([`${ID} AWSCURRENT`]);
    stored.rotate(ID, blocked('bob'), now());
    now.advance(1);
    expect([await isDenied('ada'), await isDenied('bob')]).toEqual([false, true]);
    expect(stored.reads).toHaveLength(2);
  });

  it('lets a block end at its time, without a reading', async () => {
    const at = clock()() / 1000 + 60;
    const { isDenied, stored, now } = listOf(JSON.stringify({ members: { ada: { until: at } } }));
    expect(await isDenied('ada')).toBe(true);
    now.advance(60_000);
    expect([await isDenied('ada'), stored.reads.length]).toEqual([false, 1]);
  });

  it('denies those that it knew while it can’t be read, for as long as that is, and nobody else', async () => {
    const { isDenied, stored, now, lines } = listOf(blocked('ada'));
    await isDenied('ada');
    stored.state.down = true;
    now.advance(365 * 86_400_000);
    expect([await isDenied('ada'), await isDenied('bob')]).toEqual([true, false]);
    // One reading for both, since the failure is remembered.
    expect(lines).toEqual([{ level: 'error', message: 'deny list not readable', cause: 'TimeoutError' }]);
    stored.state.down = false;
    stored.rotate(ID, blocked('bob'), now());
    now.advance(RETRY_MS);
    expect([await isDenied('ada'), await isDenied('bob')]).toEqual([false, true]);
  });

  it('denies nobody before it could be read', async () => {
    const { isDenied, stored, now } = listOf(blocked('ada'));
    stored.state.down = true;
    expect(await isDenied('ada')).toBe(false);
    stored.state.down = false;
    now.advance(RETRY_MS);
    expect(await isDenied('ada')).toBe(true);
  });

  it.each([
    ['is malformed', '{"members":["ada"]}'],
    ['is no JSON', 'ada'],
    ['is empty text', ''],
  ])('stays as it was where the secret’s value %s', async (_, value) => {
    const { isDenied, stored, now, lines } = listOf(blocked('ada'));
    await isDenied('ada');
    stored.rotate(ID, value, now());
    now.advance(TTL_MS);
    expect(await isDenied('ada')).toBe(true);
    expect(lines).toEqual([{ level: 'error', message: 'deny list not readable', cause: 'NoDenyList' }]);
  });

  it('counts a missing secret as one that can’t be read', async () => {
    const { isDenied, lines } = listOf(undefined);
    expect(await isDenied('ada')).toBe(false);
    expect(lines).toMatchObject([{ cause: 'NoDenyList' }]);
  });
});
