import { setTimeout as sleep } from 'node:timers/promises';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { EDGE_REGION } from '../lib/secrets/secret-names.ts';
import config from '../stagepass.config.ts';
import { run } from './run.ts';
import { block, list, unblock } from './users/deny-list.ts';
import type { Subcommand } from './users/subcommand.ts';
import { token } from './users/token.ts';

const usage = `Usage: npm run users -- COMMAND [options]

  block USER --caller NAME [--for TIME]
      Blocks a signed-in user of a deployed stage, without a deployment: the guard refuses its requests with 403, as soon
      as every edge location has read the list again (passwords.ttlSeconds). Tokens that it has live until they end.
      USER is exactly what the claim says that names users (sub, or the caller's token.user).
      TIME is 90s, 15m, 24h or 7d; without it, the block has no end.
  unblock USER --caller NAME
      Lets the user in again.
  list [--caller NAME] [--json]
      Who is blocked, and until when.
  token --sub USER [--claim NAME=VALUE …] [--caller NAME | --issuer NAME] [--for TIME]
      Prints the token of a signed-in user, which the sandbox of the running npm start signs: paste what that says first.
      It has what its issuer and the caller demand; by default, the caller is the first one of signed-in users.
      The name of a claim may be a JSON pointer: /realm_access/roles. A claim that is given twice is a list.
      TIME is 24h at most (default 1h).

Options of block, unblock and list
  --stage NAME   the stage of stagepass.config.ts (default dev)
  --dry-run      look, and change nothing
  --help         print this
`;

const subcommands: Readonly<Record<string, Subcommand>> = { block, unblock, list, token };

await run(async () => {
  const [what = '', ...args] = process.argv.slice(2);
  if ([what, ...args].some((arg) => arg === '--help' || arg === '-h')) return usage;
  const subcommand = Object.hasOwn(subcommands, what) ? subcommands[what] : undefined;
  if (subcommand === undefined) throw new Error(usage);
  const client = new SecretsManagerClient({ region: EDGE_REGION });
  return subcommand(args, { config, client, now: Date.now, random: Math.random, sleep });
});
