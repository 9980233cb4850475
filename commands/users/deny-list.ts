import { parseArguments } from '../../bin/parse-arguments.ts';
import {
  type CallersUser,
  type DeniedUsers,
  inForce,
  withBlock,
  withoutBlock,
} from '../../lambda/shared/denied-users/denied-users.ts';
import { changeDeniedUsers, readList } from '../../lambda/shared/denied-users/denied-users-secret.ts';
import { isUserName } from '../../lambda/shared/identity/user-name.ts';
import { type StagepassConfig, selectStage } from '../../lib/config/config.ts';
import type { StageConfig } from '../../lib/config/stage.ts';
import { deniedUsersSecretName } from '../../lib/secrets/secret-names.ts';
import { ofSecret } from '../run.ts';
import { secondsIn } from './duration.ts';
import type { Subcommand, UsersTools } from './subcommand.ts';

const shared = {
  stage: { type: 'string', default: 'dev' },
  caller: { type: 'string' },
} as const;

const changing = { ...shared, 'dry-run': { type: 'boolean', default: false } } as const;

export const block: Subcommand = async (args, tools) => {
  const { values, positionals } = parseArguments({
    args: [...args],
    allowPositionals: true,
    options: { ...changing, for: { type: 'string' } },
  });
  const user = userIn('block', positionals, values.caller);
  if (!isUserName(user.user))
    throw new Error('no user has this name: one has 1 to 256 characters, and no control characters');
  const stage = stageOf(tools.config, values.stage, user.caller);
  const until = values.for === undefined ? undefined : Math.ceil(tools.now() / 1000) + secondsIn(values.for);
  const end = until === undefined ? '' : ` until ${timeOf(until)}`;
  if (values['dry-run']) {
    await listOf(values.stage, tools);
    return `${named(user)} would be blocked${end}\n`;
  }
  const changed = await change(values.stage, (denied) => withBlock(denied, user, until), tools);
  const held = changed.get(user.caller)?.get(user.user) ?? Infinity;
  if (held > (until ?? Infinity)) {
    return `${named(user)} was blocked already, ${endOf(held)}, and still is: to end it earlier, unblock first\n`;
  }
  return `${named(user)} is blocked${end}, everywhere within ${stage.passwords.ttlSeconds} s. Tokens that the user has live until they end.\n`;
};

export const unblock: Subcommand = async (args, tools) => {
  const { values, positionals } = parseArguments({ args: [...args], allowPositionals: true, options: changing });
  const user = userIn('unblock', positionals, values.caller);
  const denied = await listOf(values.stage, tools);
  // A caller that was taken out of the configuration may have left blocks.
  const stage = denied.has(user.caller)
    ? selectStage(tools.config, values.stage)
    : stageOf(tools.config, values.stage, user.caller);
  const isBlocked = denied.get(user.caller)?.has(user.user) ?? false;
  if (!isBlocked) return `${named(user)} is not blocked\n`;
  if (values['dry-run']) return `${named(user)} would be let in\n`;
  await change(values.stage, (denied) => withoutBlock(denied, user), tools);
  return `${named(user)} is let in, everywhere within ${stage.passwords.ttlSeconds} s\n`;
};

export const list: Subcommand = async (args, tools) => {
  const { values } = parseArguments({
    args: [...args],
    options: { ...shared, json: { type: 'boolean', default: false } },
  });
  const denied = await listOf(values.stage, tools);
  if (values.caller !== undefined && !denied.has(values.caller)) stageOf(tools.config, values.stage, values.caller);
  const rows = [...denied]
    .filter(([caller]) => values.caller === undefined || values.caller === caller)
    .flatMap(([caller, users]) => [...users].map(([user, until]) => ({ caller, user, until })));
  if (values.json) {
    const plain = rows.map(({ until, ...user }) => ({ ...user, until: until === Infinity ? null : timeOf(until) }));
    return `${JSON.stringify(plain, null, 2)}\n`;
  }
  if (rows.length === 0) return 'nobody is blocked\n';
  return rows.map(({ until, ...user }) => `${named(user)}: ${endOf(until)}\n`).join('');
};

function userIn(what: string, positionals: readonly string[], caller: string | undefined): CallersUser {
  const [user, ...more] = positionals;
  if (user && more.length === 0 && caller !== undefined) return { caller, user };
  throw new Error(`name one user, as its tokens do, and its caller: npm run users -- ${what} USER --caller NAME`);
}

/** @throws ConfigError; Error when the stage has no such caller of signed-in users. */
function stageOf(config: StagepassConfig, stageName: string, caller: string): StageConfig {
  const stage = selectStage(config, stageName);
  const able = Object.keys(stage.callers).filter((name) => stage.callers[name]?.token !== undefined);
  if (able.includes(caller)) return stage;
  const those = able.length === 0 ? 'it has none' : `it has ${able.join(', ')}`;
  throw new Error(
    Object.hasOwn(stage.callers, caller)
      ? `${caller} has a password and no users: name a caller of ${stageName} that has token; ${those}`
      : `there is no caller ${caller} in stage ${stageName}: name one that has token; ${those}`,
  );
}

/** The blocks that are in force. */
async function listOf(stageName: string, { client, now }: UsersTools): Promise<DeniedUsers> {
  const secretId = deniedUsersSecretName(stageName);
  const { denied } = await ofSecret(secretId, readList(client, secretId));
  return inForce(denied, now());
}

async function change(
  stageName: string,
  changed: (denied: DeniedUsers) => DeniedUsers,
  { client, ...tools }: UsersTools,
): Promise<DeniedUsers> {
  const secretId = deniedUsersSecretName(stageName);
  return ofSecret(secretId, changeDeniedUsers(client, secretId, changed, tools));
}

/** A user's name may hold anything, so what a terminal would not show, or would obey, is escaped. */
function named({ caller, user }: CallersUser): string {
  const shown = JSON.stringify(user).replaceAll(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (sign) => `\\u{${(sign.codePointAt(0) as number).toString(16)}}`,
  );
  return `${shown} of ${caller}`;
}

function endOf(until: number): string {
  return until === Infinity ? 'without end' : `until ${timeOf(until)}`;
}

function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
