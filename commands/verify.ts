import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type CallerConfig, usageLimit } from '../lib/config/caller.ts';
import { selectStage } from '../lib/config/config.ts';
import { fullStageName } from '../lib/config/full-stage-name.ts';
import { passwordVariable } from '../lib/config/project-variables.ts';
import { enabledCallers, passwordCallers, type StageConfig, tokenCallers } from '../lib/config/stage.ts';
import { BEARER_VARIABLE } from './bearer-variable.ts';
import { coloured } from './colours.ts';
import { readEnvironment } from './environment.ts';
import { explain, NotAskedError, UsageError } from './errors.ts';
import { ISSUER_URL_VARIABLE } from './issuer-url.ts';
import type { Project } from './project.ts';
import { askHidden } from './secrets/ask-hidden.ts';
import { shownLines } from './shown-text.ts';
import { callerOfUser } from './verify/caller-of-user.ts';
import { type Check, type Row, rowOf } from './verify/check.ts';
import { type DeployedStage, readDeployedStage, readPassword } from './verify/deployed.ts';
import { basic } from './verify/outside.ts';
import { stageChecks } from './verify/stage-checks.ts';
import { isLocal } from './verify/transport.ts';
import { trustAlso } from './verify/trust.ts';

/** What the command line says. */
export interface VerifyOptions {
  readonly stage: string;
  /** The stack that it is in, if that isn't its own. */
  readonly stack?: string;
  readonly url?: string;
  readonly api: readonly string[];
  readonly client?: string;
  readonly bearer?: boolean;
  readonly json?: boolean;
}

interface Options {
  readonly projectDir: string;
  readonly stageName: string;
  readonly stack: string | undefined;
  readonly stage: StageConfig;
  readonly url: string | undefined;
  readonly apis: readonly string[];
  /** Undefined where the stage has none of that kind. */
  readonly caller: string | undefined;
  /** Whether an option names the caller. */
  readonly isNamed: boolean;
  /** Whether it asks with the token of a signed-in user, and not with a password. */
  readonly bearer: boolean;
  readonly json: boolean;
}

/**
 * Asks a stage what an outsider would, and prints what holds.
 *
 * @returns whether no row fails.
 * @throws UsageError, NotAskedError
 */
export async function verify(project: Project, given: VerifyOptions): Promise<boolean> {
  const options = readOptions(project, given);
  const { url, checks } = await checksFor(options).catch((error: unknown) => {
    throw new NotAskedError(explain(error), { cause: error });
  });
  const rows: Row[] = [];
  // One after the other: a stage's throttle may be low.
  for (const check of checks) rows.push(await rowOf(check));
  const passed = rows.every(({ result }) => result !== 'FAIL');
  process.stdout.write(options.json ? `${JSON.stringify({ url, passed, rows }, null, 2)}\n` : table(url, rows));
  return passed;
}

async function checksFor(options: Options): Promise<{ readonly url: string; readonly checks: readonly Check[] }> {
  const { stage } = options;
  const fullName = fullStageName(options.stageName, stage);
  const deployed =
    options.url === undefined ? await readDeployedStage(fullName, stage.regions, options.stack) : undefined;
  const url = readUrl(deployed?.url ?? options.url ?? '');
  // npm start --https uses this certificate. Only for local URLs: others need one that is signed by an authority.
  if (isLocal(url)) trustAlso(join(options.projectDir, 'certs', 'server.crt'));
  const asking = await findCredentials(options, url, deployed);
  const apis = options.apis.length > 0 ? options.apis : (deployed?.apis ?? []);
  const sandboxUrl = process.env[ISSUER_URL_VARIABLE] ?? 'unknown';
  const checks = stageChecks({ stage, url, apis, asking, sandboxUrl: isLocal(url) ? sandboxUrl : undefined, deployed });
  return { url, checks };
}

function readOptions({ dir, config }: Project, given: VerifyOptions): Options {
  const { stage: stageName, client, bearer = false, json = false } = given;
  const stage = selectStage(config, stageName);
  return {
    projectDir: dir,
    stageName,
    stack: given.stack,
    stage,
    url: given.url,
    apis: given.api.map(readUrl),
    caller: callerOf(stage, { stage: stageName, client, bearer }),
    isNamed: client !== undefined,
    bearer,
    json,
  };
}

/** The caller that is named, or the first that can be asked as: a client, if there is one, and one without a limit. */
function callerOf(
  stage: StageConfig,
  asked: { readonly stage: string; readonly client?: string | undefined; readonly bearer: boolean },
): string | undefined {
  const callers = enabledCallers(stage);
  const names = callers.map(([name]) => name);
  const named = asked.client;
  if (names.length === 0 || (named !== undefined && !names.includes(named))) {
    throw new UsageError(
      `${asked.stage} has no enabled caller${named === undefined ? '' : ' of this name'}: it has ${names.join(', ') || 'none'}`,
    );
  }
  const fitting: [string, CallerConfig][] = asked.bearer ? tokenCallers(stage) : passwordCallers(stage);
  if (named !== undefined && !fitting.some(([name]) => name === named)) {
    throw new UsageError(
      asked.bearer
        ? `${named} has a password, so --bearer isn’t for it`
        : `${named} has no password, but signed-in users: --bearer asks as one of them`,
    );
  }
  if (asked.bearer && fitting.length === 0) throw new UsageError(`${asked.stage} has no signed-in users`);
  const clients = fitting.filter(([, { audience }]) => audience === 'client');
  const likely = clients.length > 0 ? clients : fitting;
  const [first] = likely.find(([, caller]) => usageLimit(caller) === undefined) ?? likely[0] ?? [];
  return named ?? first;
}

/**
 * The URL without a final slash. A password is sent there, so plain HTTP is allowed for this machine only.
 *
 * @throws UsageError, which doesn't show the URL: it may hold a password or a token.
 */
function readUrl(text: string): string {
  // First, since a password can contain characters that the other checks look for.
  if (text.includes('@')) throw new UsageError('a URL to ask must not hold a name and a password');
  if (!/^https?:\/\//.test(text) || !URL.canParse(text))
    throw new UsageError('a URL to ask is one that starts with https://');
  if (/[?#]/.test(text)) throw new UsageError('a URL to ask must end before any ? or #');
  if (!text.startsWith('https:') && !isLocal(text))
    throw new UsageError('a password would be sent in clear; give an https:// URL');
  return text.replace(/\/+$/, '');
}

async function findCredentials(options: Options, url: string, deployed: DeployedStage | undefined) {
  const { caller, bearer } = options;
  if (caller === undefined) return undefined;
  if (bearer) {
    const authorization = `Bearer ${await findToken()}`;
    return { caller: await findCaller(caller, options, url, authorization), authorization };
  }
  return { caller, authorization: basic(caller, await findPassword(caller, options.projectDir, url, deployed)) };
}

/** @throws Error when the token is for another caller than the one that is named, or one that isn't in the configuration. */
async function findCaller(
  caller: string,
  { stage, stageName, isNamed }: Options,
  url: string,
  authorization: string,
): Promise<string> {
  const found = (await callerOfUser(url, authorization)) ?? caller;
  if (!Object.hasOwn(stage.callers, found)) {
    throw new Error(
      `the token’s caller there is ${JSON.stringify(found)}, which ${stageName} of stagepass.config.ts doesn’t have`,
    );
  }
  if (isNamed && found !== caller)
    throw new Error(`the token is one of ${found}, not of ${caller}: leave --client out`);
  return found;
}

async function findToken(): Promise<string> {
  const given = process.env[BEARER_VARIABLE];
  const isPiped = !given && !process.stdin.isTTY;
  const token = (given || (isPiped ? await text(process.stdin) : await askHidden('the token', BEARER_VARIABLE))).trim();
  // An error of the header would quote it.
  if (!/^[\w.~+/-]+=*$/.test(token)) throw new Error(`there is no token in ${BEARER_VARIABLE} or the standard input`);
  return token;
}

async function findPassword(
  caller: string,
  projectDir: string,
  url: string,
  deployed: DeployedStage | undefined,
): Promise<string> {
  const variable = passwordVariable(caller);
  // The passwords in .env are for npm start, not for a deployed stage.
  const isNpmStart = deployed === undefined && isLocal(url);
  const given = isNpmStart ? readEnvironment(join(projectDir, '.env'), process.env) : process.env;
  if (given[variable]) return given[variable];
  if (deployed !== undefined) return readPassword(deployed.name, caller);
  return askHidden(`the password of ${caller}`, variable);
}

const COLOURS = { PASS: 'green', FAIL: 'red', SKIP: 'yellow' } as const;

function table(url: string, rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const count = (result: Row['result']) => rows.filter((row) => row.result === result).length;
  const lines = rows.map(({ name, result, what, why }) => {
    const reason = why === undefined ? '' : `\n      ${' '.repeat(width)}  → ${shownLines(why)}`;
    return `${coloured(COLOURS[result], result)}  ${name.padEnd(width)}  ${what}${reason}`;
  });
  const sum = `${count('PASS')} passed, ${count('FAIL')} failed, ${count('SKIP')} skipped`;
  return [url, '', ...lines, '', sum, ''].join('\n');
}
