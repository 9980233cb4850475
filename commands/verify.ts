import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArguments } from '../bin/parse-arguments.ts';
import type { CallerConfig } from '../lib/config/caller.ts';
import { selectStage } from '../lib/config/config.ts';
import { passwordVariable } from '../lib/config/project-variables.ts';
import { enabledCallers, passwordCallers, type StageConfig, tokenCallers } from '../lib/config/stage.ts';
import { projectRoot } from '../lib/root.ts';
import config from '../stagepass.config.ts';
import { readEnvironment } from './environment.ts';
import { ISSUER_URL_VARIABLE } from './issuer-url.ts';
import { explain } from './run.ts';
import { askHidden } from './secrets/ask-hidden.ts';
import { callerOfUser } from './verify/caller-of-user.ts';
import { type Row, rowOf } from './verify/check.ts';
import { type DeployedStage, readDeployedStage, readPassword } from './verify/deployed.ts';
import { basic } from './verify/outside.ts';
import { stageChecks } from './verify/stage-checks.ts';
import { isLocal } from './verify/transport.ts';
import { trustAlso } from './verify/trust.ts';

/** The variable with the token of a signed-in user. */
const BEARER_VARIABLE = 'BEARER_TOKEN';

const usage = `Usage: npm run verify -- [options]

Asks a Stagepass what an outsider would, and prints what holds. With --stage alone it finds the stage by its stacks'
outputs, and asks AWS too: is the guard associated, the distribution deployed, are the providers' keys filled in?
It changes nothing; a token of each kind is vended, and forgotten.

Options
  --stage NAME   the stage of stagepass.config.ts (default dev): its callers and origins, and where it is deployed
  --url URL      ask this one instead, such as http://127.0.0.1:8080 of npm start; AWS isn't asked. On one's own
                 machine the certificate in certs/server.crt is trusted, too
  --api URL      an API behind it, which must refuse a direct call; may be given more than once.
                 npm start prints them, AWS knows them
  --client NAME  the caller to ask as (default: the stage's first client with a password; with --bearer, the token's)
  --bearer       ask as a signed-in user, whose token is in ${BEARER_VARIABLE} or comes from the standard input:
                 an argument would stay in the shell's history
  --json         print JSON: {url, passed, rows: [{name, result, what, why}]}
  --help         print this

A caller's password comes from the environment (CLIENT_PASSWORD for client; for npm start also from .env), else from the
caller's secret where AWS is asked, else it is asked for. Where no caller has a password, rows that need credentials are skipped.
Exit code: 0 when no row fails, 1 when one does, 2 when nothing could be asked.
`;

interface Options {
  readonly stageName: string;
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

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') process.stdout.write(usage);
  else await verify(options);
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 2;
}

async function verify(options: Options): Promise<void> {
  const { stage } = options;
  const deployed = options.url === undefined ? await readDeployedStage(options.stageName, stage.region) : undefined;
  const url = readUrl(deployed?.url ?? options.url ?? '');
  // npm start --https uses this certificate. Only for local URLs: others need one that is signed by an authority.
  if (isLocal(url)) trustAlso(join(projectRoot, 'certs', 'server.crt'));
  const asking = await findCredentials(options, url, deployed);
  const apis = options.apis.length > 0 ? options.apis : (deployed?.apis ?? []);
  const sandboxUrl = process.env[ISSUER_URL_VARIABLE] ?? 'unknown';
  const checks = stageChecks({ stage, url, apis, asking, sandboxUrl: isLocal(url) ? sandboxUrl : undefined, deployed });
  const rows: Row[] = [];
  // One after the other: a stage's throttle may be low.
  for (const check of checks) rows.push(await rowOf(check));
  const passed = rows.every(({ result }) => result !== 'FAIL');
  process.stdout.write(options.json ? `${JSON.stringify({ url, passed, rows }, null, 2)}\n` : table(url, rows));
  process.exitCode = passed ? 0 : 1;
}

function readOptions(args: readonly string[]): Options | 'help' {
  const { values } = parseArguments({
    args: [...args],
    options: {
      stage: { type: 'string', default: 'dev' },
      url: { type: 'string' },
      api: { type: 'string', multiple: true, default: [] },
      client: { type: 'string' },
      bearer: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const stage = selectStage(config, values.stage);
  return {
    stageName: values.stage,
    stage,
    url: values.url,
    apis: values.api.map(readUrl),
    caller: callerOf(stage, values),
    isNamed: values.client !== undefined,
    bearer: values.bearer,
    json: values.json,
  };
}

/** The caller that is named, or the first that can be asked as: a client, if there is one. */
function callerOf(
  stage: StageConfig,
  asked: { readonly stage: string; readonly client?: string | undefined; readonly bearer: boolean },
): string | undefined {
  const callers = enabledCallers(stage);
  const names = callers.map(([name]) => name);
  const named = asked.client;
  if (names.length === 0 || (named !== undefined && !names.includes(named))) {
    throw new Error(`${asked.stage} has no enabled caller ${named ?? ''}: it has ${names.join(', ') || 'none'}`);
  }
  const fitting: [string, CallerConfig][] = asked.bearer ? tokenCallers(stage) : passwordCallers(stage);
  if (named !== undefined && !fitting.some(([name]) => name === named)) {
    throw new Error(
      asked.bearer
        ? `${named} has a password, so --bearer isn’t for it`
        : `${named} has no password, but signed-in users: --bearer asks as one of them`,
    );
  }
  if (asked.bearer && fitting.length === 0) throw new Error(`${asked.stage} has no signed-in users`);
  const [first] = fitting.find(([, { audience }]) => audience === 'client') ?? fitting[0] ?? [];
  return named ?? first;
}

/** The URL without a final slash. A password is sent there, so plain HTTP is allowed for this machine only. */
function readUrl(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) throw new Error(`${text} is no URL that starts with https://`);
  if (!text.startsWith('https:') && !isLocal(text))
    throw new Error(`${text}: a password would be sent in clear; give an https:// URL`);
  return text.replace(/\/+$/, '');
}

async function findCredentials(options: Options, url: string, deployed: DeployedStage | undefined) {
  const { caller, bearer } = options;
  if (caller === undefined) return undefined;
  if (bearer) {
    const authorization = `Bearer ${await findToken()}`;
    return { caller: await findCaller(caller, options, url, authorization), authorization };
  }
  return { caller, authorization: basic(caller, await findPassword(caller, url, deployed)) };
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

async function findPassword(caller: string, url: string, deployed: DeployedStage | undefined): Promise<string> {
  const variable = passwordVariable(caller);
  // The passwords in .env are for npm start, not for a deployed stage.
  const isNpmStart = deployed === undefined && isLocal(url);
  const given = isNpmStart ? readEnvironment(join(projectRoot, '.env'), process.env) : process.env;
  if (given[variable]) return given[variable];
  if (deployed !== undefined) return readPassword(deployed.name, caller);
  return askHidden(`the password of ${caller}`, variable);
}

function table(url: string, rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const count = (result: Row['result']) => rows.filter((row) => row.result === result).length;
  const lines = rows.map(({ name, result, what, why }) => {
    const reason = why === undefined ? '' : `\n      ${' '.repeat(width)}  → ${why}`;
    return `${result}  ${name.padEnd(width)}  ${what}${reason}`;
  });
  const sum = `${count('PASS')} passed, ${count('FAIL')} failed, ${count('SKIP')} skipped`;
  return [url, '', ...lines, '', sum, ''].join('\n');
}
