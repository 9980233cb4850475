import { givenTo } from '../../commands/declared/secrets.ts';
import { readSecretsArguments, type SecretsArguments } from '../../commands/secrets/arguments.ts';
import { parsedCommand } from '../support/parsed-command.ts';

/** What `stagepass secrets` with these arguments would do. */
export async function readSecrets(args: readonly string[]): Promise<SecretsArguments> {
  const {
    args: [provider = ''],
    command,
  } = await parsedCommand('secrets', ...args);
  return readSecretsArguments(provider, givenTo(command));
}
