import type { Command } from 'commander';
import { dryRunOption, examples, listOption, stageOption } from '../command-line/declare.ts';
import type { BlockOptions, ChangeOptions, ListOptions } from '../users/deny-list.ts';
import type { TokenOptions } from '../users/token.ts';
import type { UsersTools } from '../users/tools.ts';

const USER = 'exactly what the claim says that names users (sub, or the caller’s token.user)';

export function declare(users: Command): void {
  examples(users, [
    'npx stagepass users block ada --caller members --for 24h --stage prod',
    'npx stagepass users list --stage prod --json',
    'npx stagepass users token --sub ada --claim tenant=acme',
  ]);

  users
    .command('block')
    .argument('<user>', USER)
    .description(
      'Block a signed-in user of a deployed stage, without a deployment. The guard refuses its requests with 403, as soon as every edge location has read the list again (passwords.ttlSeconds). Tokens that the user has live until they end.',
    )
    .summary('block a signed-in user of a deployed stage')
    .option('--caller <name>', 'the caller that its requests are made as')
    .option('--for <time>', 'how long: 90s, 15m, 24h or 7d (default: without end)')
    .addOption(stageOption())
    .addOption(dryRunOption())
    .action(async (user: string, options: BlockOptions) => {
      const { block } = await import('../users/deny-list.ts');
      print(await block(user, options, await tools()));
    });

  users
    .command('unblock')
    .argument('<user>', USER)
    .description('Let a blocked user in again.')
    .summary('let a blocked user in again')
    .option('--caller <name>', 'the caller that its requests are made as')
    .addOption(stageOption())
    .addOption(dryRunOption())
    .action(async (user: string, options: ChangeOptions) => {
      const { unblock } = await import('../users/deny-list.ts');
      print(await unblock(user, options, await tools()));
    });

  users
    .command('list')
    .description('Say who is blocked, and until when.')
    .summary('say who is blocked, and until when')
    .option('--caller <name>', 'only users of this caller')
    .option('--json', 'print JSON: [{caller, user, until}], until null for a block without end')
    .addOption(stageOption())
    .action(async (options: ListOptions) => {
      const { list } = await import('../users/deny-list.ts');
      print(await list(options, await tools()));
    });

  users
    .command('token')
    .description(
      'Print the token of a signed-in user, which the sandbox of the running stagepass start signs: paste what that says first. It has what its issuer and the caller demand.',
    )
    .summary('print the token of a user of the running stagepass start')
    .option('--sub <user>', 'who the user is')
    .addOption(
      listOption(
        '--claim <name=value>',
        'a claim; may be given again, also with the same name for a list. The name may be a JSON pointer: /realm_access/roles',
      ),
    )
    .option('--caller <name>', 'the caller that it is for (default: the first one of signed-in users)')
    .option('--issuer <name>', 'the issuer that it is of, in place of --caller')
    .option('--for <time>', 'how long it is good, 24h at most', '1h')
    .action(async (options: TokenOptions) => {
      const { token } = await import('../users/token.ts');
      print(await token(options));
    });
}

async function tools(): Promise<UsersTools> {
  const { setTimeout: sleep } = await import('node:timers/promises');
  const { SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  const { EDGE_REGION } = await import('../../lib/secrets/secret-names.ts');
  const { findProject } = await import('../project.ts');
  const { config } = await findProject();
  const client = new SecretsManagerClient({ region: EDGE_REGION });
  return { config, client, now: Date.now, random: Math.random, sleep };
}

function print(text: string): void {
  process.stdout.write(text);
}
