import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PASSWORD_LENGTH, randomPassword } from '../lambda/shared/rotation/random-password.ts';
import { callerValue, readCallerValue, shutOutValue } from '../lambda/shared/secrets/caller-value.ts';
import { selectStage } from '../lib/config/config.ts';
import { fullNameIn } from '../lib/config/full-stage-name.ts';
import type { StageConfig } from '../lib/config/stage.ts';
import { callerSecretName, EDGE_REGION } from '../lib/secrets/secret-names.ts';
import { UsageError } from './errors.ts';
import { knownEverywhere } from './known-everywhere.ts';
import { ofSecret } from './of-secret.ts';
import type { Outcome } from './outcome.ts';
import type { Project } from './project.ts';

export interface StageOptions {
  readonly stage: string;
  readonly dryRun?: boolean;
}

/**
 * Takes the password out of the caller's secret.
 *
 */
export async function disableCaller(
  project: Project,
  caller: string,
  { stage, dryRun = false }: StageOptions,
): Promise<Outcome> {
  const { passwords } = stageWithPassword(project, stage, caller);
  const { secretId, isEnabled, put, known } = await secretOf(fullNameIn(project.config, stage), caller);
  const data = { caller, secret: secretId, enabled: dryRun ? isEnabled : false, changes: isEnabled, dryRun };
  if (isEnabled && dryRun) return { said: `${caller} would be shut out: ${secretId} would hold no password\n`, data };
  if (isEnabled) await put(shutOutValue(caller));
  if (!dryRun) await known(`${caller} is shut out`);
  if (!isEnabled) return { said: `${caller} is disabled already\n`, data };
  return { said: `${caller} is shut out, everywhere within ${passwords.ttlSeconds} s\n`, data };
}

/** Puts a new password into the caller's secret. The old one stays dead. */
export async function enableCaller(
  project: Project,
  caller: string,
  { stage, dryRun = false }: StageOptions,
): Promise<Outcome> {
  stageWithPassword(project, stage, caller);
  const { secretId, isEnabled, put, known } = await secretOf(fullNameIn(project.config, stage), caller);
  const data = { caller, secret: secretId, enabled: isEnabled || !dryRun, changes: !isEnabled, dryRun };
  if (!isEnabled && dryRun) return { said: `${caller} would be let in: ${secretId} would hold a new password\n`, data };
  if (!isEnabled) await put(callerValue({ username: caller, password: randomPassword(PASSWORD_LENGTH) }));
  if (!dryRun) await known(`${caller} is let in`);
  if (isEnabled) {
    const said = `${caller} is not disabled, and keeps its password; npx stagepass rotate ${caller} gives it another\n`;
    return { said, data };
  }
  return { said: `${caller} is let in, with a new password in ${secretId}. ${howToRead(secretId)}`, data };
}

/** @throws UsageError when signed-in users ask as this caller. */
function stageWithPassword({ config }: Project, stageName: string, caller: string): StageConfig {
  const stage = selectStage(config, stageName);
  if (stage.callers[caller]?.token === undefined) return stage;
  throw new UsageError(
    `${caller} has no password: its requests have tokens of users. npx stagepass users block shuts one of them out; disabled: true in the configuration, and a deployment, shut out all`,
  );
}

/** @param stageName the full one. */
async function secretOf(stageName: string, caller: string) {
  const client = new SecretsManagerClient({ region: EDGE_REGION });
  const secretId = callerSecretName(stageName, caller);
  const version = await ofSecret(secretId, client.send(new GetSecretValueCommand({ SecretId: secretId })));
  return {
    secretId,
    isEnabled: readCallerValue(version.SecretString) !== undefined,
    put: (value: string) => client.send(new PutSecretValueCommand({ SecretId: secretId, SecretString: value })),
    /** @param done what the value does. */
    known: (done: string) => knownEverywhere(client, secretId, done),
  };
}

/** The password itself isn't printed, only the command that reads it. */
function howToRead(secretId: string): string {
  return `Read it with
  aws secretsmanager get-secret-value --region ${EDGE_REGION} --secret-id ${secretId} --query SecretString --output text | jq -r .password
Where stagepass start runs the stage, it has printed it.
`;
}
