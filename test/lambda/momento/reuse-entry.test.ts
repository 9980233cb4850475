import { createDecipheriv, createHmac, hkdfSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Holder, MARGIN_SECONDS, ReuseEntry, secondsToReuse } from '../../../lambda/momento/reuse-entry.ts';

const NOW = Date.UTC(2026, 0, 1, 12);
const holder: Holder = {
  audience: 'client',
  caller: 'kiosk',
  scope: { cache: 'game', topics: { role: 'subscribeonly', names: 'all' }, lifetimeSeconds: 3_600 },
  viewerIp: '203.0.113.7',
};
const token = { token: 'a-token', endpoint: 'cell.momento.invalid', exp: NOW / 1000 + 3_600, madeAt: NOW };

/** As the entry derives its keys: instances of two deployments read one cache. */
const keyFor = (use: string) =>
  Buffer.from(hkdfSync('sha256', 'an-api-key', '', `stagepass momento reuse: ${use}`, 32));

/** @throws Error when it was sealed with another key, or under another name. */
function unsealed(sealed: Uint8Array, key: Buffer, name: string): unknown {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12));
  decipher.setAAD(Buffer.from(name)).setAuthTag(sealed.subarray(-16));
  const text = Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
  return JSON.parse(text.toString());
}

describe('a kept token', () => {
  it('is named with one key and sealed with another', () => {
    const entry = new ReuseEntry('an-api-key', holder);
    const told = JSON.stringify(['client', 'kiosk', holder.scope, '203.0.113.7']);
    expect(entry.name).toBe(`stagepass-${createHmac('sha256', keyFor('name')).update(told).digest('base64url')}`);
    const sealed = entry.seal(token);
    expect(unsealed(sealed, keyFor('seal'), entry.name)).toEqual(token);
    expect(() => unsealed(sealed, keyFor('name'), entry.name)).toThrow();
  });

  it('is sealed anew each time', () => {
    const entry = new ReuseEntry('an-api-key', holder);
    const [one, other] = [entry.seal(token), entry.seal(token)].map((sealed) => Buffer.from(sealed).toString('hex'));
    expect(one).not.toBe(other);
  });

  it('opens for its own holder alone', () => {
    const sealed = new ReuseEntry('an-api-key', holder).seal(token);
    expect(new ReuseEntry('an-api-key', holder).open(sealed, NOW)).toEqual(token);
    expect(new ReuseEntry('an-api-key', { ...holder, viewerIp: undefined }).open(sealed, NOW)).toBeUndefined();
    expect(new ReuseEntry('another', holder).open(sealed, NOW)).toBeUndefined();
  });

  it('doesn’t open when it is cut short, however much is left', () => {
    const entry = new ReuseEntry('an-api-key', holder);
    const sealed = entry.seal(token);
    for (let length = 0; length < sealed.length; length += 1) {
      expect(entry.open(sealed.subarray(0, length), NOW)).toBeUndefined();
    }
  });

  it('doesn’t open when it holds something else', () => {
    const entry = new ReuseEntry('an-api-key', holder);
    const { madeAt: _, ...timeless } = token;
    for (const other of [timeless, { ...token, token: '' }, { ...token, exp: '1' }, null]) {
      expect(entry.open(entry.seal(other as typeof token), NOW)).toBeUndefined();
    }
  });

  it('is handed out again until the last minute of its life', () => {
    const entry = new ReuseEntry('an-api-key', holder);
    const lastMinute = (token.exp - MARGIN_SECONDS) * 1000;
    expect(entry.open(entry.seal(token), lastMinute - 1_000)).toEqual(token);
    expect(entry.open(entry.seal(token), lastMinute - 999)).toBeUndefined();
    expect(secondsToReuse(token, lastMinute - 1_000)).toBe(1);
    expect(secondsToReuse(token, lastMinute)).toBe(0);
  });
});
