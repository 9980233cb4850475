import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, describe, expect, it } from 'vitest';
import type { PolicyStatement } from '../../../local/iam/policy.ts';
import type { InvocationResult } from '../../../local/lambda/protocol.ts';
import { Rotations } from '../../../local/secrets-manager/rotations.ts';
import { SecretStore, versionAt } from '../../../local/secrets-manager/secret-store.ts';
import { startSecretsManager } from '../../../local/secrets-manager/server.ts';
import { deployed } from '../support/assembly.ts';
import { fakeFunctions } from '../support/functions.ts';
import { ManualClock } from '../support/manual-clock.ts';

const DAY = 86_400_000;
const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:rotator';
const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Asked {
  readonly Step: string;
  readonly ClientRequestToken: string;
}

const schedule = (properties: object = {}) =>
  deployed({
    Edge: {
      Resources: {
        Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'app/keys' } },
        Schedule: {
          Type: 'AWS::SecretsManager::RotationSchedule',
          Properties: {
            SecretId: { Ref: 'Secret' },
            RotationLambdaARN: FUNCTION,
            RotationRules: { AutomaticallyAfterDays: 30 },
            RotateImmediatelyOnUpdate: false,
            ...properties,
          },
        },
      },
    },
  });

const everything: PolicyStatement[] = [{ Effect: 'Allow', Action: ['*'], Resource: ['*'] }];

/** A secret on a schedule whose function does, or fails, what the test says. */
async function start({ statements = everything, mayInvoke = true } = {}) {
  const clock = new ManualClock();
  const store = new SecretStore(() => clock.now());
  const deployment = schedule();
  const [resource] = deployment.resources('AWS::SecretsManager::Secret');
  const secret = store.create(resource?.ref ?? '', 'app/keys', 'first');
  const asked: Asked[] = [];
  const behaviour: { fails?: string; waits?: { step: string; until: Promise<void> } } = {};
  const functions = fakeFunctions(
    async (_arn, event): Promise<InvocationResult> => {
      const { Step, ClientRequestToken } = event as Asked;
      asked.push({ Step, ClientRequestToken });
      if (Step === behaviour.waits?.step) await behaviour.waits.until;
      if (Step === behaviour.fails) return { ok: false, error: { errorType: 'Error', errorMessage: 'no' } };
      const version = secret.versions.find(({ id }) => id === ClientRequestToken);
      if (Step === 'createSecret')
        store.put(secret, `made by ${ClientRequestToken}`, { id: ClientRequestToken, stages: [] });
      if (Step === 'finishSecret') store.label(secret, 'AWSCURRENT', version);
      return { ok: true, payload: null };
    },
    { mayInvoke: () => mayInvoke },
  );
  const rotations = new Rotations(store, functions, clock);
  closing.push(() => rotations.close());
  await rotations.schedule(deployment);
  const role = { name: 'a-role', arn: 'arn:aws:iam::123456789012:role/a-role', account: '123456789012', statements };
  const server = await startSecretsManager(store, () => ({ role, session: 'it' }), { rotations });
  closing.push(server.close);
  const client = new SecretsManagerClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'KEY', secretAccessKey: 'any' },
    maxAttempts: 1,
  });
  closing.push(() => client.destroy());
  return { clock, store, secret, asked, behaviour, rotations, client, SecretId: secret.arn };
}

/** Lets what was begun go on to its end. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a schedule', () => {
  it('tries its function when it is made, with an empty version that is removed again', async () => {
    const { asked, secret } = await start();
    expect(asked.map(({ Step }) => Step)).toEqual(['testSecret']);
    expect(secret.versions).toHaveLength(1);
    expect(versionAt(secret, 'AWSPENDING')).toBeUndefined();
  });

  it('rotates when its days are over, and not before', async () => {
    const { clock, asked, secret } = await start();
    clock.advance(20 * DAY);
    clock.advance(10 * DAY - 1);
    expect(asked).toHaveLength(1);
    clock.advance(1);
    await settled();
    expect(asked.slice(1).map(({ Step }) => Step)).toEqual(['createSecret', 'setSecret', 'testSecret', 'finishSecret']);
    expect(versionAt(secret, 'AWSCURRENT')?.value).toBe(`made by ${asked[1]?.ClientRequestToken}`);
    expect(versionAt(secret, 'AWSPREVIOUS')?.value).toBe('first');
  });

  it('attempts a rotation that failed again, as the same', async () => {
    const { clock, asked, behaviour, secret } = await start();
    behaviour.fails = 'setSecret';
    clock.advance(20 * DAY);
    clock.advance(10 * DAY);
    await settled();
    expect(versionAt(secret, 'AWSCURRENT')?.value).toBe('first');
    delete behaviour.fails;
    clock.advance(DAY);
    await settled();
    expect(new Set(asked.slice(1).map(({ ClientRequestToken }) => ClientRequestToken)).size).toBe(1);
    expect(versionAt(secret, 'AWSPREVIOUS')?.value).toBe('first');
  });

  it.each([
    ['rotates as it is deployed', { RotateImmediatelyOnUpdate: true }, 'RotateImmediatelyOnUpdate'],
    ['has an expression', { RotationRules: { ScheduleExpression: 'rate(10 days)' } }, 'RotationRules'],
  ])('that %s can’t be run', async (_what, properties, message) => {
    const store = new SecretStore(() => 0);
    const deployment = schedule(properties);
    store.create(deployment.resources('AWS::SecretsManager::Secret')[0]?.ref ?? '', 'app/keys', 'first');
    const rotations = new Rotations(
      store,
      fakeFunctions(async () => ({ ok: true, payload: null })),
      new ManualClock(),
    );
    await expect(rotations.schedule(deployment)).rejects.toThrow(message);
  });

  it('needs a function that lets Secrets Manager invoke it', async () => {
    await expect(start({ mayInvoke: false })).rejects.toThrow('doesn’t let Secrets Manager invoke it');
  });
});

describe('RotateSecret, by the real SDK', () => {
  it('begins a rotation, which goes on by itself', async () => {
    const { client, SecretId, secret, rotations } = await start();
    const { VersionId } = await client.send(new RotateSecretCommand({ SecretId }));
    await rotations.start(secret).done.catch(() => {});
    expect(secret.versions.some(({ id, value }) => id === VersionId && value !== undefined)).toBe(true);
  });

  it('says that one isn’t complete, and attempts that one again', async () => {
    const { client, SecretId, behaviour, asked, secret } = await start();
    behaviour.fails = 'testSecret';
    await client.send(new RotateSecretCommand({ SecretId }));
    await settled();
    delete behaviour.fails;
    await expect(client.send(new RotateSecretCommand({ SecretId }))).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: "A previous rotation isn't complete. That rotation will be reattempted.",
    });
    await settled();
    expect(versionAt(secret, 'AWSCURRENT')?.id).toBe(asked.at(-1)?.ClientRequestToken);
  });

  it('needs the right to the function too', async () => {
    const { client, SecretId } = await start({
      statements: [{ Effect: 'Allow', Action: ['secretsmanager:*'], Resource: ['*'] }],
    });
    await expect(client.send(new RotateSecretCommand({ SecretId }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  it('is told by DescribeSecret, an empty pending version and all', async () => {
    const { client, SecretId, behaviour, clock } = await start();
    behaviour.fails = 'createSecret';
    const { VersionId } = await client.send(new RotateSecretCommand({ SecretId }));
    await settled();
    const described = await client.send(new DescribeSecretCommand({ SecretId }));
    expect(described).toMatchObject({
      RotationEnabled: true,
      RotationLambdaARN: FUNCTION,
      RotationRules: { AutomaticallyAfterDays: 30 },
      NextRotationDate: new Date(clock.now() + 30 * DAY),
    });
    expect(Object.values(described.VersionIdsToStages ?? {})).toEqual([['AWSCURRENT'], ['AWSPENDING']]);
    await expect(client.send(new GetSecretValueCommand({ SecretId, VersionId }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

describe('another version that is put while a rotation is under way', () => {
  /** The pending version's id, and a way to go on with the step that waits. */
  async function atStep(step: string) {
    const started = await start();
    const { behaviour, client, SecretId, rotations, secret } = started;
    let goOn = () => {};
    behaviour.waits = { step, until: new Promise<void>((resolve) => (goOn = resolve)) };
    const { VersionId = '' } = await client.send(new RotateSecretCommand({ SecretId }));
    await settled();
    return { ...started, VersionId, goOn, done: rotations.start(secret).done };
  }

  it('abandons it: its version is no longer pending, and the remaining steps aren’t run', async () => {
    const { client, SecretId, secret, asked, goOn, done, VersionId } = await atStep('setSecret');
    await client.send(new PutSecretValueCommand({ SecretId, SecretString: 'by hand' }));
    goOn();
    await expect(done).rejects.toThrow('abandoned');
    expect(asked.slice(1).map(({ Step }) => Step)).toEqual(['createSecret', 'setSecret']);
    expect(versionAt(secret, 'AWSPENDING')).toBeUndefined();
    expect(versionAt(secret, 'AWSCURRENT')?.value).toBe('by hand');
    const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId }));
    expect(VersionIdsToStages).not.toHaveProperty(VersionId);
  });

  it('abandons it too when it is put as the pending one: a rotation has one version', async () => {
    const { client, SecretId, asked, goOn, done } = await atStep('finishSecret');
    await client.send(
      new PutSecretValueCommand({ SecretId, SecretString: 'a successor', VersionStages: ['AWSPENDING'] }),
    );
    goOn();
    await expect(done).rejects.toThrow('abandoned');
    expect(asked.at(-1)?.Step).toBe('finishSecret');
  });

  it('lets the next rotation begin, with a version of its own', async () => {
    const { client, SecretId, secret, asked, goOn, done, VersionId } = await atStep('setSecret');
    await client.send(new PutSecretValueCommand({ SecretId, SecretString: 'by hand' }));
    goOn();
    await done.catch(() => {});
    const next = await client.send(new RotateSecretCommand({ SecretId }));
    await settled();
    expect(next.VersionId).not.toBe(VersionId);
    expect(asked.at(-1)?.Step).toBe('finishSecret');
    expect(versionAt(secret, 'AWSPREVIOUS')?.value).toBe('by hand');
  });
});

describe('versions and labels, by the real SDK', () => {
  it('are put once: the same value again changes nothing, another is refused', async () => {
    const { client, SecretId, secret } = await start();
    const ClientRequestToken = 'a'.repeat(36);
    const put = (SecretString: string) =>
      client.send(
        new PutSecretValueCommand({ SecretId, ClientRequestToken, SecretString, VersionStages: ['AWSPENDING'] }),
      );
    await put('second');
    expect(await put('second')).toMatchObject({ VersionId: ClientRequestToken, VersionStages: ['AWSPENDING'] });
    expect(secret.versions).toHaveLength(2);
    await expect(put('third')).rejects.toMatchObject({ name: 'ResourceExistsException' });
    await client.send(new PutSecretValueCommand({ SecretId, SecretString: 'fourth' }));
    expect(versionAt(secret, 'AWSCURRENT')?.value).toBe('fourth');
    expect(versionAt(secret, 'AWSPREVIOUS')?.value).toBe('first');
  });

  it('move only from where they are', async () => {
    const { client, SecretId, secret, store } = await start();
    const first = versionAt(secret, 'AWSCURRENT')?.id;
    const second = store.put(secret, 'second', { stages: ['AWSPENDING'] }).id;
    const move = (VersionStage: string, MoveToVersionId?: string, RemoveFromVersionId?: string) =>
      client.send(
        new UpdateSecretVersionStageCommand({ SecretId, VersionStage, MoveToVersionId, RemoveFromVersionId }),
      );
    const refused = { name: 'InvalidParameterException' };
    await expect(move('AWSCURRENT', second)).rejects.toMatchObject(refused);
    await expect(move('AWSCURRENT', second, second)).rejects.toMatchObject(refused);
    await expect(move('AWSCURRENT', undefined, first)).rejects.toMatchObject(refused);
    await expect(move('AWSCURRENT', 'x'.repeat(36), first)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await move('AWSCURRENT', second, first);
    expect([...(versionAt(secret, 'AWSPREVIOUS')?.stages ?? [])]).toEqual(['AWSPREVIOUS']);
    await move('AWSPENDING', undefined, second);
    expect(versionAt(secret, 'AWSPENDING')).toBeUndefined();
    expect(versionAt(secret, 'AWSCURRENT')?.id).toBe(second);
  });
});
