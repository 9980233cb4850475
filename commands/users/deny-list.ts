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
import { fullNameIn } from '../../lib/config/full-stage-name.ts';
import type { StageConfig } from '../../lib/config/stage.ts';
import { deniedUsersSecretName } from '../../lib/secrets/secret-names.ts';
import { UsageError } from '../errors.ts';
import { knownEverywhere } from '../known-everywhere.ts';
import { NoSecretError, ofSecret } from '../of-secret.ts';
import { shownText } from '../shown-text.ts';
import { secondsIn } from './duration.ts';
import type { UsersTools } from './tools.ts';

export interface ListOptions {
  readonly stage: string;
  readonly caller?: string;
  readonly json?: boolean;
}

export interface ChangeOptions {
  readonly stage: string;
  readonly caller?: string;
  readonly dryRun?: boolean;
}

export interface BlockOptions extends ChangeOptions {
  /** How long, such as 24h; without it, the block has no end. */
  readonly for?: string;
}

/** @returns what was done, for a person to read. */
export async function block(name: string, options: BlockOptions, tools: UsersTools): Promise<string> {
  const user = userIn('block', name, options.caller);
  if (!isUserName(user.user))
    throw new UsageError('no user has this name: one has 1 to 256 characters, and no control characters');
  const stage = stageOf(tools.config, options.stage, user.caller);
  const until = options.for === undefined ? undefined : Math.ceil(tools.now() / 1000) + secondsIn(options.for);
  const end = until === undefined ? '' : ` until ${timeOf(until)}`;
  if (options.dryRun) {
    await listOf(options.stage, tools);
    return `${named(user)} would be blocked${end}\n`;
  }
  const changed = await change(
    options.stage,
    (denied) => withBlock(denied, user, until),
    `${named(user)} is blocked`,
    tools,
  );
  const held = changed.get(user.caller)?.get(user.user) ?? Infinity;
  if (held > (until ?? Infinity)) {
    return `${named(user)} was blocked already, ${endOf(held)}, and still is: to end it earlier, unblock first\n`;
  }
  return `${named(user)} is blocked${end}, everywhere within ${stage.passwords.ttlSeconds} s. Tokens that the user has live until they end.\n`;
}

/** @returns what was done, for a person to read. */
export async function unblock(name: string, options: ChangeOptions, tools: UsersTools): Promise<string> {
  const user = userIn('unblock', name, options.caller);
  const denied = await listOf(options.stage, tools);
  // A caller that was taken out of the configuration may have left blocks.
  const stage = denied.has(user.caller)
    ? selectStage(tools.config, options.stage)
    : stageOf(tools.config, options.stage, user.caller);
  const isBlocked = denied.get(user.caller)?.has(user.user) ?? false;
  if (options.dryRun) return isBlocked ? `${named(user)} would be let in\n` : `${named(user)} is not blocked\n`;
  if (!isBlocked) {
    await known(options.stage, `${named(user)} is not blocked`, tools);
    return `${named(user)} is not blocked\n`;
  }
  await change(options.stage, (denied) => withoutBlock(denied, user), `${named(user)} is let in`, tools);
  return `${named(user)} is let in, everywhere within ${stage.passwords.ttlSeconds} s\n`;
}

/** @returns who is blocked: lines for a person to read, or JSON. */
export async function list(options: ListOptions, tools: UsersTools): Promise<string> {
  const denied = await listOf(options.stage, tools).catch((error: unknown) => {
    // Without users, it has no list, deployed or not. It is asked for first: it stays until the stage is deployed without them.
    const { callers } = selectStage(tools.config, options.stage);
    if (error instanceof NoSecretError && Object.values(callers).every(({ token }) => token === undefined)) {
      return new Map() satisfies DeniedUsers;
    }
    throw error;
  });
  if (options.caller !== undefined && !denied.has(options.caller)) stageOf(tools.config, options.stage, options.caller);
  const rows = [...denied]
    .filter(([caller]) => options.caller === undefined || options.caller === caller)
    .flatMap(([caller, users]) => [...users].map(([user, until]) => ({ caller, user, until })));
  if (options.json) {
    const plain = rows.map(({ until, ...user }) => ({ ...user, until: until === Infinity ? null : timeOf(until) }));
    return `${JSON.stringify(plain, null, 2)}\n`;
  }
  if (rows.length === 0) return 'nobody is blocked\n';
  return rows.map(({ until, ...user }) => `${named(user)}: ${endOf(until)}\n`).join('');
}

function userIn(what: string, user: string, caller: string | undefined): CallersUser {
  if (user && caller !== undefined) return { caller, user };
  throw new UsageError(
    `name one user, as its tokens do, and its caller: npx stagepass users ${what} USER --caller NAME`,
  );
}

/** @throws ConfigError; UsageError when the stage has no such caller of signed-in users. */
function stageOf(config: StagepassConfig, stageName: string, caller: string): StageConfig {
  const stage = selectStage(config, stageName);
  const able = Object.keys(stage.callers).filter((name) => stage.callers[name]?.token !== undefined);
  if (able.includes(caller)) return stage;
  const those = able.length === 0 ? 'it has none' : `it has ${able.join(', ')}`;
  throw new UsageError(
    Object.hasOwn(stage.callers, caller)
      ? `${caller} has a password and no users: name a caller of ${stageName} that has token; ${those}`
      : `there is no caller ${caller} in stage ${stageName}: name one that has token; ${those}`,
  );
}

/** The blocks that are in force. */
async function listOf(stage: string, { config, client, now }: UsersTools): Promise<DeniedUsers> {
  const secretId = deniedUsersSecretName(fullNameIn(config, stage));
  const { denied } = await ofSecret(secretId, readList(client, secretId));
  return inForce(denied, now());
}

async function change(
  stage: string,
  changed: (denied: DeniedUsers) => DeniedUsers,
  done: string,
  { config, client, ...tools }: UsersTools,
): Promise<DeniedUsers> {
  const secretId = deniedUsersSecretName(fullNameIn(config, stage));
  const denied = await ofSecret(secretId, changeDeniedUsers(client, secretId, changed, tools));
  await known(stage, done, { config, client, ...tools });
  return denied;
}

function known(stage: string, done: string, { config, client, ...tools }: UsersTools): Promise<void> {
  return knownEverywhere(client, deniedUsersSecretName(fullNameIn(config, stage)), done, tools);
}

function named({ caller, user }: CallersUser): string {
  return `${shownText(JSON.stringify(user))} of ${caller}`;
}

function endOf(until: number): string {
  return until === Infinity ? 'without end' : `until ${timeOf(until)}`;
}

function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
