import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { disableCaller, enableCaller } from '../../commands/callers.ts';
import type { Project } from '../../commands/project.ts';
import { readCallerValue } from '../../lambda/shared/secrets/caller-value.ts';
import { createOperator } from '../../local/iam/operator.ts';
import type { Secret } from '../../local/secrets-manager/secret.ts';
import { SecretStore, versionAt } from '../../local/secrets-manager/secret-store.ts';
import { startSecretsManager } from '../../local/secrets-manager/server.ts';

const project = {
  config: { prod: { providers: { agora: {} }, callers: { client: { audience: 'client' } } } },
} as unknown as Project;
const prod = { stage: 'prod' };
const BEHIND = 'but not everywhere: the replica in eu-west-1 has failed (the KMS key is disabled)';

let store: SecretStore;
let secret: Secret;
let calls: string[];
/** An operation that is denied. */
let denied: string;
const password = () => readCallerValue(versionAt(secret, 'AWSCURRENT')?.value)?.password;

beforeEach(async () => {
  const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:stagepass/prod/caller/client-AbCdEf';
  store = new SecretStore(() => 0);
  secret = store.create(arn, 'stagepass/prod/caller/client', '{"username":"client","password":"first"}');
  store.replicate(secret, 'eu-west-1');
  calls = [];
  denied = 'Nothing';
  const { accessKeyId, secretAccessKey, session, role } = createOperator('123456789012');
  const identify = () => {
    const no = { Effect: 'Deny' as const, Action: [`secretsmanager:${denied}`], Resource: ['*'] };
    return { session, role: { ...role, statements: [...role.statements, no] } };
  };
  const server = await startSecretsManager(store, identify, {
    onCall: async ({ action, phase }) => void (phase === 'before' && calls.push(action)),
  });
  onTestFinished(() => server.close());
  vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', server.url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
  onTestFinished(() => void vi.unstubAllEnvs());
});

const putCalls = () => calls.filter((action) => action === 'PutSecretValue').length;

describe('callers disable, and enable', () => {
  it('fail as often as they are run while a replica doesn’t get it, and change the secret once', async () => {
    store.replication.stop('eu-west-1', 'the KMS key is disabled');
    for (const _ of [1, 2]) {
      await expect(disableCaller(project, 'client', prod)).rejects.toThrow(`client is shut out, ${BEHIND}`);
    }
    expect([password(), putCalls()]).toEqual([undefined, 1]);
    for (const _ of [1, 2]) {
      await expect(enableCaller(project, 'client', prod)).rejects.toThrow(`client is let in, ${BEHIND}`);
    }
    expect(putCalls()).toBe(2);
    const made = password();
    store.replication.resume('eu-west-1');
    expect(await enableCaller(project, 'client', prod)).toMatchObject({
      said: 'client is not disabled, and keeps its password; npx stagepass rotate client gives it another\n',
      data: { enabled: true, changes: false },
    });
    expect(password()).toBe(made);
    await disableCaller(project, 'client', prod);
    expect(await disableCaller(project, 'client', prod)).toMatchObject({ said: 'client is disabled already\n' });
  });

  it('say what is done when it can’t be seen whether replicas have it', async () => {
    denied = 'DescribeSecret';
    await expect(disableCaller(project, 'client', prod)).rejects.toThrow(
      'client is shut out, but it can’t be seen whether everywhere: AccessDeniedException. Run the command again',
    );
    expect(password()).toBeUndefined();
  });

  it('only look with --dry-run', async () => {
    store.replication.stop('eu-west-1', 'the KMS key is disabled');
    const dry = { ...prod, dryRun: true };
    expect((await disableCaller(project, 'client', dry)).said).toContain('would be shut out');
    expect((await enableCaller(project, 'client', dry)).said).toContain('is not disabled');
    expect(calls).toEqual(['GetSecretValue', 'GetSecretValue']);
  });
});
