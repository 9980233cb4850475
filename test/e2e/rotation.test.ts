import { describe, expect, it } from 'vitest';
import { runCommand } from '../support/command.ts';
import { type KillPoint, RotationKiller } from '../support/killed-rotation.ts';
import { basic, passwords, send, startForTests } from '../support/stagepass.ts';
import { assemblyOf, fullStage } from '../support/synth.ts';

const ORIGIN = 'stagepass/test/origin';
const CLIENT = 'stagepass/test/caller/client';

const killer = new RotationKiller();
const { stagepass, admin } = await startForTests(
  assemblyOf({
    ...fullStage,
    rotation: { passwordsEveryDays: 30, originEveryDays: 30 },
    throttling: { rate: 10_000, burst: 5_000 },
  }),
  // The verifiers are started anew where the wait would be needed, so it need not be long.
  { environment: { SETTLE_SECONDS: '0.1' }, propagationMs: 1_000, onControlCall: killer.onControlCall },
);
killer.attach(stagepass);
const { secretsManager } = stagepass;

const passwordOf = (secret: string): string => JSON.parse(secretsManager.get(secret) ?? '{}').password;

/** Sends requests without end, two at a time, until told; each must be answered as expected. */
function underLoad() {
  const wrong: string[] = [];
  let passed = 0;
  let refused = 0;
  let ended = false;
  const note = (what: string, expected: number, is: number) => {
    if (is === 200) passed += 1;
    else refused += 1;
    if (is !== expected) wrong.push(`${what}: ${is}`);
  };
  const direct = Object.values(stagepass.apis)[0] as string;
  const ask = (name: string, password: string) =>
    send(`${stagepass.url}/openapi.json`, { headers: { authorization: basic(name, password) } });
  const held = passwords.client;

  async function loop(): Promise<void> {
    while (!ended) {
      note('current password', 200, (await ask('client', passwordOf(CLIENT))).status);
      note('held password', 200, (await ask('client', held)).status);
      note('admin', 200, (await admin('/admin/openapi.json')).status);
      note('stranger', 401, (await ask('stranger', held)).status);
      note('past CloudFront', 403, (await send(`${direct}/openapi.json`, { headers: {} })).status);
    }
  }
  const loops = [loop(), loop()];
  return {
    async end() {
      ended = true;
      await Promise.all(loops);
      return { wrong, passed, refused };
    },
  };
}

/** After the first one; in the order in which a rotation comes to them. */
const originPoints: readonly KillPoint[] = [
  'before GetDistributionConfig',
  'before UpdateDistribution',
  'after UpdateDistribution',
  'before GetDistribution',
  'after GetDistribution',
  'before UpdateSecretVersionStage',
];
const clientPoints: readonly KillPoint[] = [
  'before UpdateSecretVersionStage',
  // Of the label AWSPREVIOUS; the next one is that of AWSCURRENT.
  'after UpdateSecretVersionStage',
  'before UpdateSecretVersionStage',
];

async function rotateKilledAt(secret: string, functionName: string, points: readonly KillPoint[]): Promise<void> {
  for (const point of points) await killer.attempt(secret, functionName, point);
  await secretsManager.rotate(secret);
}

describe('secrets that rotate under load, their functions killed at each step', () => {
  it('cost no request that should pass, and let none in that should not', async () => {
    const before = { origin: secretsManager.get(ORIGIN), client: secretsManager.get(CLIENT) };
    await killer.attempt(ORIGIN, 'RotationOrigin', 'after PutSecretValue');
    await killer.attempt(CLIENT, 'RotationPassword', 'after PutSecretValue');
    // From here on whoever checks a secret has read the pending value.
    await stagepass.coldStart();
    const load = underLoad();
    await Promise.all([
      rotateKilledAt(ORIGIN, 'RotationOrigin', originPoints),
      rotateKilledAt(CLIENT, 'RotationPassword', clientPoints),
    ]);
    const { wrong, passed, refused } = await load.end();
    expect(wrong).toEqual([]);
    expect(passed).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(50);
    for (const [secret, old] of [
      [ORIGIN, before.origin],
      [CLIENT, before.client],
    ] as const) {
      expect(secretsManager.get(secret)).not.toBe(old);
      expect(secretsManager.get(secret, 'AWSPREVIOUS')).toBe(old);
      expect(secretsManager.get(secret, 'AWSPENDING')).toBeUndefined();
    }
  });

  it('are rotated by command', async () => {
    const before = secretsManager.get(CLIENT);
    const rotate = (...args: string[]) =>
      runCommand('rotate', ['client', '--stage', 'test', ...args], stagepass.operatorEnvironment);
    const dry = await rotate('--dry-run');
    expect(dry).toMatchObject({ code: 0, err: '', out: expect.stringContaining(`${CLIENT} would be rotated`) });
    expect(secretsManager.get(CLIENT)).toBe(before);

    await expect(killer.attempt(CLIENT, 'RotationPassword', 'after PutSecretValue')).resolves.toBeUndefined();
    expect((await rotate('--dry-run')).out).toContain(`${CLIENT} is being rotated`);
    expect(await rotate()).toMatchObject({ code: 0, err: '', out: expect.stringContaining('attempted again') });
    await secretsManager.rotate(CLIENT);
    expect(secretsManager.get(CLIENT, 'AWSPREVIOUS')).toBe(before);

    const { code, out, err } = await rotate();
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^stagepass\/test\/caller\/client is being rotated: version [\w-]{36}\n$/);
    await secretsManager.rotate(CLIENT);
  });

  it('leave no value in a log', () => {
    const text = stagepass.logs.map((line) => line.text).join('\n');
    expect(text).toContain('"step":"finishSecret"');
    for (const secret of [ORIGIN, CLIENT]) {
      for (const stage of ['AWSCURRENT', 'AWSPREVIOUS']) {
        const value = secretsManager.get(secret, stage) ?? '';
        expect(text).not.toContain(value.startsWith('{') ? JSON.parse(value).password : value);
      }
    }
  });
});
