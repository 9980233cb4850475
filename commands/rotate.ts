import {
  DescribeSecretCommand,
  type DescribeSecretCommandOutput,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { fullNameIn } from '../lib/config/full-stage-name.ts';
import { callerSecretName, EDGE_REGION, originSecretName } from '../lib/secrets/secret-names.ts';
import { ofSecret } from './of-secret.ts';
import type { Project } from './project.ts';

/**
 * Rotates a secret of a deployed stage.
 *
 * @param what `origin`, or a caller's name.
 * @returns what was done, for a person to read.
 */
export async function rotate(
  { config }: Project,
  what: string,
  { stage, dryRun }: { readonly stage: string; readonly dryRun?: boolean },
): Promise<string> {
  const client = new SecretsManagerClient({ region: EDGE_REGION });
  const stageName = fullNameIn(config, stage);
  const name = what === 'origin' ? originSecretName(stageName) : callerSecretName(stageName, what);
  const secret = await ofSecret(name, client.send(new DescribeSecretCommand({ SecretId: name })));
  if (!secret.RotationEnabled) {
    const field = what === 'origin' ? 'originEveryDays' : 'passwordsEveryDays';
    throw new Error(`${name} doesn’t rotate: set rotation.${field} of ${stage}, and deploy`);
  }
  return dryRun ? `${status(name, secret)}\n` : begin(client, name);
}

function status(name: string, secret: DescribeSecretCommandOutput): string {
  const { VersionIdsToStages = {}, LastRotatedDate, NextRotationDate } = secret;
  const pending = Object.values(VersionIdsToStages).find((stages) => stages.includes('AWSPENDING'));
  const isComplete = pending === undefined || pending.includes('AWSCURRENT');
  return [
    isComplete ? `${name} would be rotated` : `${name} is being rotated; that would be attempted again`,
    `  last rotated: ${LastRotatedDate?.toISOString() ?? 'never'}`,
    `  on schedule:  ${NextRotationDate?.toISOString() ?? 'never'}`,
  ].join('\n');
}

async function begin(client: SecretsManagerClient, name: string): Promise<string> {
  try {
    const { VersionId } = await client.send(new RotateSecretCommand({ SecretId: name }));
    return `${name} is being rotated: version ${VersionId}\n`;
  } catch (error) {
    // With this error, Secrets Manager does go on with the rotation under way.
    if (!(error instanceof Error) || !/previous rotation isn.t complete/i.test(error.message)) throw error;
    return `${name} was being rotated already; that is attempted again\n`;
  }
}
