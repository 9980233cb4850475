import { describe, expect, it } from 'vitest';
import { replicated } from '../../../../lambda/shared/rotation/replicated.ts';
import { type RotationSteps, rotationHandler } from '../../../../lambda/shared/rotation/rotation.ts';
import { ReplicaBehind } from '../../../../lambda/shared/secrets/await-replicas.ts';
import type { LogLine } from '../../../../lambda/shared/telemetry/log.ts';
import { versionAt } from '../../../../local/secrets-manager/secret-store.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { directWire, SecretsWorld, type Wire } from '../../../support/rotation-world.ts';

const TOKEN = '11111111-2222-3333-4444-555555555555';
const NEXT = '22222222-2222-3333-4444-555555555555';
const ABOUT = { secret: 'caller/client', step: 'testSecret' };

/** A rotation that has its new value already, and a handler that does nothing but this at its step. */
function rotating(testSecret: RotationSteps['testSecret'] = async () => {}, { mayBeAbandoned = true } = {}) {
  const clock = new ManualClock();
  const secrets = new SecretsWorld(clock.now);
  const secret = secrets.create('caller/client', 'first');
  clock.advance(1_000);
  secrets.begin(secret, TOKEN);
  secrets.store.put(secret, 'second', { id: TOKEN, stages: ['AWSPENDING'] });
  const lines: LogLine[] = [];
  const no = async () => expect.fail('another step was taken');
  const steps = { createSecret: no, setSecret: no, testSecret, finishSecret: no, settle: no };
  const step = (wire: Wire = directWire, event: object = {}) =>
    rotationHandler(
      steps,
      () => secrets.rotating(secret, wire),
      (line) => lines.push(line),
      { mayBeAbandoned },
    )({ Step: 'testSecret', SecretId: secret.arn, ClientRequestToken: TOKEN, ...event });
  return { clock, secrets, secret, step, lines };
}

describe('a step of a rotation', () => {
  it('is taken with the version that each label is on, and logged with the secret’s name', async () => {
    const taken: unknown[] = [];
    const { secret, step, lines } = rotating(async ({ labels }) => void taken.push(labels));
    await step();
    expect(taken).toEqual([{ AWSCURRENT: secret.versions[0]?.id, AWSPENDING: TOKEN }]);
    expect(lines).toEqual([{ level: 'info', message: 'rotation step done', ...ABOUT }]);
  });

  it.each([{ Step: 'deleteSecret' }, { Step: undefined }, { SecretId: undefined }, { ClientRequestToken: 5 }])(
    'is one that there is, of a secret and a version: not %j',
    async (event) => {
      const { step, lines } = rotating(async () => expect.fail('taken'));
      await expect(step(directWire, event)).rejects.toThrow(/Invalid/);
      expect(lines).toEqual([]);
    },
  );

  it('is not taken again when all is done', async () => {
    const { secrets, secret, step, lines } = rotating(async () => expect.fail('taken'));
    secrets.store.label(secret, 'AWSCURRENT', secret.versions[1]);
    await step();
    expect(lines).toEqual([{ level: 'info', message: 'rotated already', ...ABOUT }]);
  });

  it('fails with what a service says by name alone, since its message may quote a password', async () => {
    const { step, lines } = rotating(() => Promise.reject(Object.assign(new Error('hunter2'), { name: 'Throttled' })));
    await expect(step()).rejects.toThrow(/^testSecret: Throttled$/);
    expect(lines).toEqual([{ level: 'error', message: 'rotation step failed', ...ABOUT, cause: 'Throttled' }]);
  });

  it('fails as it did where the labels can’t be read after that', async () => {
    let reads = 0;
    const wire: Wire = {
      async call(action, effect) {
        if (action === 'DescribeSecret') reads += 1;
        if (reads > 1) throw new Error('down');
        return effect();
      },
    };
    const { secrets, secret, step, lines } = rotating(async () => {
      secrets.store.put(secret, 'by hand');
      throw Object.assign(new Error(), { name: 'Throttled' });
    });
    await expect(step(wire)).rejects.toThrow(/^testSecret: Throttled$/);
    expect(lines).toMatchObject([{ level: 'error' }]);
  });

  it('fails where no version is current', async () => {
    const { secret, step, lines } = rotating();
    secret.versions[0]?.stages.clear();
    await expect(step()).rejects.toThrow('testSecret: the secret has no current version');
    expect(lines).toMatchObject([{ level: 'error', cause: 'RotationError' }]);
  });
});

describe('a rotation of a secret with replicas', () => {
  /** @param behind what the replicas say at each look. */
  function withReplicas(behind: boolean[]) {
    const clock = new ManualClock();
    const secrets = new SecretsWorld(clock.now);
    const secret = secrets.create('origin', 'first');
    secrets.store.put(secret, 'second', { id: TOKEN, stages: ['AWSPENDING'] });
    const taken: string[] = [];
    const note = (what: string) => async () => void taken.push(what);
    const steps = {
      createSecret: note('createSecret'),
      setSecret: note('setSecret'),
      testSecret: note('testSecret'),
      finishSecret: note('finishSecret'),
      settle: note('settle'),
    };
    const handler = rotationHandler(
      steps,
      () =>
        replicated(secrets.rotating(secret, directWire), async () => {
          if (behind.shift()) throw new ReplicaBehind('the replica is behind');
        }),
      () => {},
      { mayBeAbandoned: false },
    );
    const step = (Step: string) => handler({ Step, SecretId: secret.arn, ClientRequestToken: TOKEN });
    return { secrets, secret, taken, step };
  }

  it('takes no step that relies on what another attempt left, before the replicas have it', async () => {
    const { taken, step } = withReplicas([true, true, false, false]);
    for (const each of ['createSecret', 'testSecret']) await step(each);
    await expect(step('setSecret')).rejects.toThrow('setSecret: the replica is behind');
    await expect(step('finishSecret')).rejects.toThrow('finishSecret: the replica is behind');
    expect(taken).toEqual(['createSecret', 'testSecret']);
    for (const each of ['setSecret', 'finishSecret']) await step(each);
    expect(taken.slice(2)).toEqual(['setSecret', 'finishSecret']);
  });

  it('is not done when the version is current: the replicas must have it, and the label must go', async () => {
    const { secrets, secret, taken, step } = withReplicas([true, true]);
    secrets.store.label(secret, 'AWSCURRENT', secret.versions[1]);
    await expect(step('setSecret')).rejects.toThrow('behind');
    await expect(step('finishSecret')).rejects.toThrow('behind');
    expect(versionAt(secret, 'AWSPENDING')?.id).toBe(TOKEN);
    for (const each of ['createSecret', 'setSecret', 'testSecret', 'finishSecret']) await step(each);
    expect([taken, versionAt(secret, 'AWSPENDING')]).toEqual([['settle'], undefined]);
    await step('finishSecret');
    expect(taken).toEqual(['settle']);
  });
});

describe('a rotation whose version is no longer the pending one', () => {
  it.each([
    ['later', 1_000],
    ['at the moment that it began', 0],
  ])('was abandoned where the secret was given another one %s', async (_when, ms) => {
    const { clock, secrets, secret, step, lines } = rotating();
    clock.advance(ms);
    secrets.store.put(secret, 'by hand');
    await step();
    expect(lines).toEqual([{ level: 'info', message: 'rotation abandoned', ...ABOUT }]);
    // And when the next one has begun.
    clock.advance(1_000);
    secrets.begin(secret, NEXT);
    await step();
    expect(lines[1]).toEqual(lines[0]);
  });

  it('was abandoned in the middle of a step, which fails for it', async () => {
    const { secrets, secret, step, lines } = rotating(async () => {
      secrets.store.put(secret, 'by hand');
      throw new Error('the label has moved');
    });
    await step();
    expect(lines).toEqual([{ level: 'info', message: 'rotation abandoned', ...ABOUT }]);
  });

  it('has failed where that may not be', async () => {
    const { secrets, secret, step, lines } = rotating(undefined, { mayBeAbandoned: false });
    secrets.store.put(secret, 'by hand');
    await expect(step()).rejects.toThrow('testSecret: the secret was given another version meanwhile');
    expect(lines).toMatchObject([{ level: 'error', message: 'rotation step failed' }]);
  });

  it('has failed where the current version is an older one, or an empty one', async () => {
    const { secrets, secret, step, lines } = rotating();
    secrets.store.label(secret, 'AWSPENDING', undefined);
    await expect(step()).rejects.toThrow('testSecret: this rotation’s version is not the pending one');
    secrets.store.put(secret, undefined);
    await expect(step()).rejects.toThrow('testSecret: this rotation’s version is not the pending one');
    expect(lines).toMatchObject([{ level: 'error' }, { level: 'error' }]);
  });

  it('has failed where its own is the current one by now, and the answer was lost', async () => {
    const { secrets, secret, step, lines } = rotating(async () => {
      secrets.store.label(secret, 'AWSCURRENT', secret.versions[1]);
      secrets.store.label(secret, 'AWSPENDING', undefined);
      throw Object.assign(new Error(), { name: 'TimeoutError' });
    });
    await expect(step()).rejects.toThrow('testSecret: TimeoutError');
    expect(lines).toMatchObject([{ level: 'error' }]);
  });
});
