import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { originPoints, passwordPoints, RotationKiller } from '../support/killed-rotation.ts';
import { startLoad } from '../support/rotation-load.ts';
import { startForTests } from '../support/stagepass.ts';
import { assemblyOf, fullStage } from '../support/synth.ts';

const REQUESTS = 20_000;
const PROPAGATION_MS = 20_000;
/** The guard reads a replica that lags behind. */
const NEAR = 'eu-west-1';
const REPLICATION_MS = 4_000;

const secretOf = (caller: string) => `stagepass/test/caller/${caller}`;
const secrets = ['stagepass/test/origin', ...Object.keys(fullStage.callers).map(secretOf)];

const killer = new RotationKiller();
const { stagepass } = await startForTests(
  assemblyOf({
    ...fullStage,
    edge: { replicaRegions: [NEAR] },
    rotation: { passwordsEveryDays: 30, originEveryDays: 30 },
    throttling: { rate: 10_000, burst: 5_000 },
  }),
  {
    propagationMs: PROPAGATION_MS,
    replicationMs: REPLICATION_MS,
    edgeEnvironment: { AWS_REGION: NEAR },
    onControlCall: killer.onControlCall,
  },
);
killer.attach(stagepass);
const { secretsManager } = stagepass;

it('every secret rotates under load, killed at each step: nothing right is refused, nothing wrong passes', async () => {
  const before = secrets.map((secret) => secretsManager.get(secret));
  const load = startLoad(stagepass, {
    loops: 8,
    callers: {
      client: { path: '/openapi.json', secret: secretOf('client') },
      'kiosk-1': { path: '/access_token?channelName=test', secret: secretOf('kiosk-1') },
      admin: { path: '/admin/openapi.json', secret: secretOf('admin') },
    },
    guesses: true,
  });
  const [origin = '', ...callers] = secrets;
  const rotatePasswords = async () => {
    // One after the other: a kill ends every process of a function, and the callers have one together.
    for (const secret of callers) await killer.rotate(secret, 'RotationPassword', passwordPoints);
  };
  await Promise.all([killer.rotate(origin, 'RotationOrigin', originPoints), rotatePasswords()]);
  // A busy machine answers fewer in the time that rotations take.
  while (load.answered() <= REQUESTS) await sleep(1_000);
  const { wrong, passed, refused } = await load.end();
  process.stdout.write(`${passed} passed, ${refused} refused, ${wrong.length} of them wrong\n`);
  expect(wrong).toEqual([]);
  expect(passed + refused).toBeGreaterThan(REQUESTS);
  secrets.forEach((secret, at) => {
    expect(secretsManager.get(secret)).not.toBe(before[at]);
    expect(secretsManager.get(secret, 'AWSPREVIOUS')).toBe(before[at]);
  });
});
