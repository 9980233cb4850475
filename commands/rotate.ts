import {
  DescribeSecretCommand,
  type DescribeSecretCommandOutput,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { fullNameIn } from '../lib/config/full-stage-name.ts';
import { callerSecretName, EDGE_REGION, originSecretName } from '../lib/secrets/secret-names.ts';
import { ofSecret } from './of-secret.ts';
import type { Outcome } from './outcome.ts';
import type { Project } from './project.ts';

/**
 * Rotates a secret of a deployed stage.
 *
 * @param what `origin`, or a caller's name.
 */
export async function rotate(
  { config }: Project,
  what: string,
  { stage, dryRun }: { readonly stage: string; readonly dryRun?: boolean },
): Promise<Outcome> {
  const client = new SecretsManagerClient({ region: EDGE_REGION });
  const stageName = fullNameIn(config, stage);
  const name = what === 'origin' ? originSecretName(stageName) : callerSecretName(stageName, what);
  const secret = await ofSecret(name, client.send(new DescribeSecretCommand({ SecretId: name })));
  if (!secret.RotationEnabled) {
    const field = what === 'origin' ? 'originEveryDays' : 'passwordsEveryDays';
    throw new Error(`${name} doesn’t rotate: set rotation.${field} of ${stage}, and deploy`);
  }
  return dryRun ? status(name, secret) : begin(client, name);
}

function status(name: string, secret: DescribeSecretCommandOutput): Outcome {
  const { VersionIdsToStages = {}, LastRotatedDate, NextRotationDate } = secret;
  const pending = Object.values(VersionIdsToStages).find((stages) => stages.includes('AWSPENDING'));
  const isComplete = pending === undefined || pending.includes('AWSCURRENT');
  const lastRotated = LastRotatedDate?.toISOString();
  const onSchedule = NextRotationDate?.toISOString();
  const said = [
    isComplete ? `${name} would be rotated` : `${name} is being rotated; that would be attempted again`,
    `  last rotated: ${lastRotated ?? 'never'}`,
    `  on schedule:  ${onSchedule ?? 'never'}`,
    '',
  ].join('\n');
  const data = {
    secret: name,
    rotating: !isComplete,
    lastRotated: lastRotated ?? null,
    onSchedule: onSchedule ?? null,
  };
  return { said, data: { ...data, dryRun: true } };
}

async function begin(client: SecretsManagerClient, name: string): Promise<Outcome> {
  const data = { secret: name, rotating: true, dryRun: false };
  try {
    const { VersionId } = await client.send(new RotateSecretCommand({ SecretId: name }));
    return { said: `${name} is being rotated: version ${VersionId}\n`, data: { ...data, version: VersionId } };
  } catch (error) {
    // With this error, Secrets Manager does go on with the rotation under way.
    if (!(error instanceof Error) || !/previous rotation isn.t complete/i.test(error.message)) throw error;
    return { said: `${name} was being rotated already; that is attempted again\n`, data };
  }
}
