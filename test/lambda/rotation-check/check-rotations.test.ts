import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, expect, it } from 'vitest';
import { checkRotations } from '../../../lambda/rotation-check/check-rotations.ts';
import { readMetrics } from '../../../lambda/shared/telemetry/metrics.ts';
import { createOperator } from '../../../local/iam/operator.ts';
import { SecretStore } from '../../../local/secrets-manager/secret-store.ts';
import { startSecretsManager } from '../../../local/secrets-manager/server.ts';
import { captureLog } from '../../support/captured-log.ts';

const store = new SecretStore(Date.now);
const operator = createOperator('123456789012');
const server = await startSecretsManager(store, () => operator);
const arn = (name: string) => `arn:aws:secretsmanager:us-east-1:123456789012:secret:${name}-AbCdEf`;
const secrets = ['one', 'two'].map((name) => {
  const secret = store.create(arn(name), name, 'a value that nobody reads here');
  secret.rotation = { functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:rotator', everyDays: 30 };
  return secret;
});
const client = new SecretsManagerClient({
  endpoint: server.url,
  region: 'us-east-1',
  credentials: { accessKeyId: operator.accessKeyId, secretAccessKey: operator.secretAccessKey },
});
afterAll(async () => {
  client.destroy();
  await server.close();
});

const check = () =>
  checkRotations({ stage: 'test', secrets: ['one', 'two'] }, client, Date.now(), readMetrics('UnfinishedRotations'));

it('counts rotations that aren’t finished, and says which', async () => {
  const checked = (count: number) => ({
    level: 'info',
    message: 'rotations checked',
    stage: 'test',
    UnfinishedRotations: count,
    _aws: {
      Timestamp: expect.any(Number),
      CloudWatchMetrics: [
        {
          Namespace: 'Stagepass',
          Dimensions: [['stage']],
          Metrics: [{ Name: 'UnfinishedRotations', Unit: 'Count' }],
        },
      ],
    },
  });
  const captured = captureLog();
  await check();
  expect(captured.lines()).toEqual([checked(0)]);

  const [, two] = secrets;
  if (two) store.put(two, undefined, { stages: ['AWSPENDING'] });
  await check();
  expect(captured.lines().slice(1)).toEqual([
    { level: 'info', message: 'rotation not finished', secret: 'two', code: 'pending' },
    checked(1),
  ]);
  expect(captured.text()).not.toContain('a value');
});

it('counts a secret with a failed replica', async () => {
  const [one] = secrets;
  if (one) store.replicate(one, 'eu-west-1');
  store.replication.stop('eu-west-1', 'the KMS key is disabled');
  const captured = captureLog();
  await check();
  expect(captured.lines()[0]).toEqual({
    level: 'info',
    message: 'rotation not finished',
    secret: 'one',
    code: 'replica',
  });
});

it('looks at every one of many', async () => {
  const names = Array.from({ length: 25 }, (_, at) => `many-${at}`);
  for (const name of names) {
    const secret = store.create(arn(name), name, 'a value that nobody reads here');
    secret.rotation = { functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:rotator', everyDays: 30 };
    if (/9$/.test(name)) store.put(secret, undefined, { stages: ['AWSPENDING'] });
  }
  const captured = captureLog();
  await checkRotations({ stage: 'test', secrets: names }, client, Date.now(), readMetrics('UnfinishedRotations'));
  const lines: Record<string, unknown>[] = captured.lines();
  expect(lines.map(({ secret }) => secret)).toEqual(['many-9', 'many-19', undefined]);
  expect(lines.at(-1)).toMatchObject({ UnfinishedRotations: 2 });
});
