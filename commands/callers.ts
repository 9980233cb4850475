import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PASSWORD_LENGTH, randomPassword } from '../lambda/shared/rotation/random-password.ts';
import { callerValue, readCallerValue, shutOutValue } from '../lambda/shared/secrets/caller-value.ts';
import { selectStage } from '../lib/config/config.ts';
import { callerSecretName, EDGE_REGION } from '../lib/secrets/secret-names.ts';
import config from '../stagepass.config.ts';
import { ofSecret, readStageArguments, run } from './run.ts';

const usage = `Usage: npm run callers -- disable|enable CALLER [options]

Shuts a caller of a deployed stage out, or lets it in again, without a deployment.
disable takes the password out of the caller's secret: neither it nor the one before works any more, as soon as every
edge location has read the secret again (passwords.ttlSeconds). A rotation leaves it so; one that is under way ends.
enable puts a new password there, and says how to read it. The old one stays dead.

Options
  --stage NAME   the stage of stagepass.config.ts (default dev)
  --dry-run      look, and change nothing
  --help         print this
`;

const client = new SecretsManagerClient({ region: EDGE_REGION });

await run(async () => {
  const { values, positionals } = readStageArguments();
  if (values.help) return usage;
  const [what, caller, ...more] = positionals;
  if ((what !== 'disable' && what !== 'enable') || caller === undefined || more.length > 0) throw new Error(usage);
  const { passwords, callers } = selectStage(config, values.stage);
  if (callers[caller]?.token !== undefined) {
    throw new Error(
      `${caller} has no password: its requests have tokens of users. npm run users -- block shuts one of them out; disabled: true in the configuration, and a deployment, shut out all`,
    );
  }
  const secretId = callerSecretName(values.stage, caller);
  const isEnabled = readCallerValue(await read(secretId)) !== undefined;

  if (what === 'disable') {
    if (!isEnabled) return `${caller} is disabled already\n`;
    if (values['dry-run']) return `${caller} would be shut out: ${secretId} would hold no password\n`;
    await put(secretId, shutOutValue(caller));
    return `${caller} is shut out, everywhere within ${passwords.ttlSeconds} s\n`;
  }
  if (isEnabled) {
    throw new Error(`${caller} is not disabled; npm run rotate -- ${caller} gives it another password`);
  }
  if (values['dry-run']) return `${caller} would be let in: ${secretId} would hold a new password\n`;
  await put(secretId, callerValue({ username: caller, password: randomPassword(PASSWORD_LENGTH) }));
  return `${caller} is let in, with a new password in ${secretId}. ${howToRead(secretId)}`;
});

/** The password itself isn't printed, only the command that reads it. */
function howToRead(secretId: string): string {
  return `Read it with
  aws secretsmanager get-secret-value --region ${EDGE_REGION} --secret-id ${secretId} --query SecretString --output text | jq -r .password
Where npm start runs the stage, it has printed it.
`;
}

async function read(secretId: string): Promise<string | undefined> {
  const version = await ofSecret(secretId, client.send(new GetSecretValueCommand({ SecretId: secretId })));
  return version.SecretString;
}

async function put(secretId: string, value: string): Promise<void> {
  await client.send(new PutSecretValueCommand({ SecretId: secretId, SecretString: value }));
}
