import {
  DescribeSecretCommand,
  type DescribeSecretCommandOutput,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { callerSecretName, EDGE_REGION, originSecretName } from '../lib/secrets/secret-names.ts';
import { ofSecret, readStageArguments, run } from './run.ts';

const usage = `Usage: npm run rotate -- origin|CALLER [options]

Gives a deployed stage's secret a new value now, without waiting for its schedule: what CloudFront proves itself with
(origin), or a caller's password. Nobody is refused meanwhile. It goes on by itself, the origin's for some minutes; how
far it is, --dry-run tells.

Options
  --stage NAME   the stage of stagepass.config.ts (default dev)
  --dry-run      look, and change nothing
  --help         print this
`;

const client = new SecretsManagerClient({ region: EDGE_REGION });

await run(async () => {
  const { values, positionals } = readStageArguments();
  if (values.help) return usage;
  const [what, ...more] = positionals;
  if (what === undefined || more.length > 0) throw new Error(usage);
  const name = what === 'origin' ? originSecretName(values.stage) : callerSecretName(values.stage, what);
  const secret = await ofSecret(name, client.send(new DescribeSecretCommand({ SecretId: name })));
  if (!secret.RotationEnabled) {
    const field = what === 'origin' ? 'originEveryDays' : 'passwordsEveryDays';
    throw new Error(`${name} doesn’t rotate: set rotation.${field} of ${values.stage}, and deploy`);
  }
  return values['dry-run'] ? `${status(name, secret)}\n` : rotate(name);
});

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

async function rotate(name: string): Promise<string> {
  try {
    const { VersionId } = await client.send(new RotateSecretCommand({ SecretId: name }));
    return `${name} is being rotated: version ${VersionId}\n`;
  } catch (error) {
    // With this error, Secrets Manager does go on with the rotation under way.
    if (!(error instanceof Error) || !/previous rotation isn.t complete/i.test(error.message)) throw error;
    return `${name} was being rotated already; that is attempted again\n`;
  }
}
