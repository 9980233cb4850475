import { afterAll, expect, it, vi } from 'vitest';
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
vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', server.url);
vi.stubEnv('AWS_ACCESS_KEY_ID', operator.accessKeyId);
vi.stubEnv('AWS_SECRET_ACCESS_KEY', operator.secretAccessKey);
vi.stubEnv('OPTIONS', JSON.stringify({ stage: 'test', secrets: secrets.map((secret) => secret.arn) }));
afterAll(async () => {
  vi.unstubAllEnvs();
  await server.close();
});

const { handler } = await import('../../../lambda/rotation-check/handler.ts');

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
  await handler();
  expect(captured.lines()).toEqual([checked(0)]);

  const [, two] = secrets;
  if (two) store.put(two, undefined, { stages: ['AWSPENDING'] });
  await handler();
  expect(captured.lines().slice(1)).toEqual([
    { level: 'info', message: 'rotation not finished', secret: 'two', code: 'pending' },
    checked(1),
  ]);
  expect(captured.text()).not.toContain('a value');
});
