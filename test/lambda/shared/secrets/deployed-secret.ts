import { onTestFinished, vi } from 'vitest';
import { createOperator } from '../../../../local/iam/operator.ts';
import { SecretStore } from '../../../../local/secrets-manager/secret-store.ts';
import { startSecretsManager } from '../../../../local/secrets-manager/server.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

const ACCOUNT = '123456789012';

/** A secret in a region of its own, with one version, and a Secrets Manager that the SDK finds by the environment. */
export async function deployedSecret(value: string) {
  const clock = new ManualClock();
  const store = new SecretStore(clock.now);
  const arn = `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:a-secret-AbCdEf`;
  const secret = store.create(arn, 'a-secret', value);
  const { accessKeyId, secretAccessKey, session, role } = createOperator(ACCOUNT);
  const calls: string[] = [];
  const server = await startSecretsManager(store, (key) => (key === accessKeyId ? { session, role } : undefined), {
    onCall: async ({ action, phase }) => void (phase === 'before' && calls.push(action)),
  });
  onTestFinished(() => server.close());
  vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', server.url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
  onTestFinished(() => void vi.unstubAllEnvs());
  const [first] = secret.versions;
  if (first === undefined) throw new Error('the secret has no version');
  return { clock, store, secret, first, server, calls };
}
