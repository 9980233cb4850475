import { join } from 'node:path';
import { stageApp } from '../bin/stage-app.ts';
import { type CallerValue, readCallerValue } from '../lambda/shared/secrets/caller-value.ts';
import { selectStage } from '../lib/config/config.ts';
import { type FirstRequest, firstRequest } from '../lib/config/first-request.ts';
import { type FirstUserRequest, firstUserRequest } from '../lib/config/first-user-request.ts';
import { passwordCallers } from '../lib/config/stage.ts';
import { readAssembly } from '../local/assembly/assembly.ts';
import { serverCertificate } from '../local/certificate.ts';
import { PortTakenError } from '../local/listen.ts';
import { type RunningAssembly, runAssembly } from '../local/run-assembly.ts';
import { synthesize } from '../local/synthesize.ts';
import { readEnvironment } from './environment.ts';
import { UsageError } from './errors.ts';
import { ISSUER_URL_VARIABLE } from './issuer-url.ts';
import type { Project } from './project.ts';
import { callerOutputs, passwordNews, readCaller, withGivenPassword } from './start/callers.ts';
import { endingSignal } from './start/ending.ts';
import { envWarnings } from './start/env-lines.ts';
import { type ConnectedIssuers, connectIssuers, guardEnvironment, tokenArguments } from './start/issuers.ts';
import { localPaths } from './start/local-paths.ts';
import { makeSecretLines, operateLines, quoted } from './start/operate.ts';
import { readPort, type StartOptions } from './start/options.ts';
import { type ConnectedProvider, checkProviders, connectionOf, connectProviders } from './start/providers.ts';
import { sandboxMark } from './start/sandbox-mark.ts';
import { type Client, withoutPassword } from './start/without-password.ts';

/**
 * A rotation waits until guard and authorizer have read the new value, which takes 5 s, and until all copies in Secrets
 * Manager have it. The local one has no copies, so a shorter wait is enough.
 */
const QUICKER = { SETTLE_SECONDS: '6' };

/**
 * Serves a stage until a signal ends it.
 *
 * @throws UsageError; Error when it can't be synthesized or served.
 */
export async function start(project: Project, options: StartOptions): Promise<void> {
  const ending = endingSignal();
  try {
    await serve(project, options, ending);
  } catch (error) {
    if (ending.aborted) return;
    if (error instanceof PortTakenError) throw new UsageError(`${error.message} with --port`);
    throw error;
  }
}

async function serve({ dir, config }: Project, options: StartOptions, ending: AbortSignal): Promise<void> {
  const { stage, realIssuers = false, verbose = false } = options;
  const envFile = join(dir, '.env');
  const environment = readEnvironment(envFile, process.env);
  const port = readPort(options, environment);
  const selected = selectStage(config, stage);
  checkProviders(environment, selected.providers);
  const first = firstRequest(selected);
  const clients = passwordCallers(selected).flatMap(([name, { audience }]) => (audience === 'client' ? [name] : []));
  const certificate = options.https ? await serverCertificate(join(dir, 'certs'), Date.now()) : undefined;
  const assemblyDir = join(dir, 'cdk.out');
  await synthesize(stageApp(dir, stage), assemblyDir, ending);
  const outputs = new Set(readAssembly(assemblyDir).flatMap(({ template }) => Object.keys(template.Outputs)));
  const providers = await connectProviders(outputs, environment, selected.providers);
  const issuers = await connectIssuers(selected, { real: realIssuers });
  const connection = connectionOf(providers);
  const markSandboxes = sandboxMark(providers);
  const local = localPaths({
    paths: providers.flatMap((provider) => provider.localPaths),
    allowedOrigins: selected.allowedOrigins,
    clientOf(name) {
      if (!clients.includes(name)) return undefined;
      const callers = callerOutputs(outputs).map((output) => readCallerValue(secretOf(output)));
      return callers.find((caller) => caller?.username === name);
    },
  });
  let tellNews = () => {};
  let secretOf = (_output: string): string | undefined => undefined;
  try {
    const stagepass = await runAssembly({
      assemblyDir,
      port,
      ...(certificate && { certificate }),
      secrets: {
        ...connection.secrets,
        ...Object.fromEntries(
          callerOutputs(outputs).map((output) => [output, (value: string) => withGivenPassword(value, environment)]),
        ),
      },
      environment: { ...QUICKER, ...connection.environment },
      ...(issuers.sandbox && { edgeEnvironment: guardEnvironment(issuers.sandbox.keyUrls) }),
      onRequest(request, response) {
        markSandboxes(request, response);
        return local(request, response);
      },
      async onControlCall({ phase }) {
        if (phase === 'after') tellNews();
      },
      ...(verbose && { onLog: (line) => print(`[${line.function}] ${line.text}\n`) }),
    });
    secretOf = (output) => stagepass.secretsManager.get(output);
    for (const warning of envWarnings(envFile, config, selected.providers)) process.stderr.write(`${warning}\n`);
    const [name] = clients;
    const client = name === undefined ? undefined : { name, rights: selected.callers[name]?.rights };
    const firstAsUser = firstUserRequest(selected);
    const asUser = await signedIn(issuers, firstAsUser);
    print(greeting(stagepass, providers, { stage, first, client, issuers, firstAsUser, asUser }));
    const news = passwordNews(callerOutputs(outputs), secretOf);
    tellNews = () =>
      print(
        news()
          .map((line) => `${line}\n`)
          .join(''),
      );
    if (!ending.aborted) {
      await new Promise((resolve) => ending.addEventListener('abort', resolve, { once: true }));
    }
    await stagepass.close();
  } finally {
    for (const provider of providers) await provider.close();
    await issuers.close();
  }
}

/** A first request with the token of a user, for an hour; undefined where no sandbox signs it. */
async function signedIn(
  { sandbox }: ConnectedIssuers,
  first: FirstUserRequest | undefined,
): Promise<SignedIn | undefined> {
  if (sandbox === undefined || first === undefined) return undefined;
  const { caller, user, claims } = first;
  return { first, token: await sandbox.token({ caller, user, claims }) };
}

interface SignedIn {
  readonly first: FirstUserRequest;
  readonly token: string;
}

function callersOf({ outputs, secretsManager }: RunningAssembly): CallerValue[] {
  return callerOutputs(Object.keys(outputs)).map((output) => readCaller(secretsManager.get(output) ?? ''));
}

interface Greeted {
  readonly stage: string;
  readonly first: FirstRequest | undefined;
  readonly client: Client | undefined;
  readonly issuers: ConnectedIssuers;
  readonly firstAsUser: FirstUserRequest | undefined;
  readonly asUser: SignedIn | undefined;
}

function greeting(
  stagepass: RunningAssembly,
  providers: readonly ConnectedProvider[],
  { stage, first, client, issuers, firstAsUser, asUser }: Greeted,
): string {
  const callers = callersOf(stagepass);
  return [
    `Stagepass is ready at ${stagepass.url} (in a browser: the console)`,
    '',
    ...section(
      'Callers',
      callers.map(({ username, password }) => `${username}  ${password}`),
    ),
    ...section('Issuers', issuers.lines),
    ...section('Try it', [...tryIt(stagepass.url, first, callers), ...tryItAsUser(stagepass.url, asUser)]),
    'Providers',
    ...providers.map(({ name, status }) => `  ${name}: ${status}`),
    '',
    ...withoutPassword(stagepass.url, providers, client),
    'Origins, closed to all but CloudFront',
    ...Object.values(stagepass.apis).map((url) => `  ${url}`),
    '',
    ...stagepass.notRun.flatMap((what) => [`Not run here: ${what}.`, '']),
    'Operate it, in another shell; new passwords are told here',
    ...operateLines({
      stage,
      operatorEnvironment: {
        ...stagepass.operatorEnvironment,
        ...(issuers.sandbox && { [ISSUER_URL_VARIABLE]: issuers.sandbox.url }),
      },
      provider: providers[0],
      makeSecrets: providers.flatMap(makeSecretLines),
      caller: callers[0]?.username,
      asUser: firstAsUser,
      userToken: asUser && tokenArguments(asUser.first),
      rotating: stagepass.rotating,
    }).map((line) => `  ${line}`),
    '',
    'Ctrl-C ends it.',
    '',
  ].join('\n');
}

/** Nothing where there are no lines. */
function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`), ''];
}

/** The command of the stack's output TryIt, with this URL and password; nothing if all callers are disabled. */
function tryIt(url: string, first: FirstRequest | undefined, callers: readonly CallerValue[]): string[] {
  const caller = callers.find(({ username }) => username === first?.caller);
  if (caller === undefined || first === undefined) return [];
  return [`${curl(url)} -u ${quoted(`${caller.username}:${caller.password}`)} ${quoted(url + first.path)}`];
}

function tryItAsUser(url: string, asUser: SignedIn | undefined): string[] {
  if (asUser === undefined) return [];
  return [`${curl(url)} -H ${quoted(`Authorization: Bearer ${asUser.token}`)} ${quoted(url + asUser.first.path)}`];
}

/** The certificate made here is not signed by an authority. */
function curl(url: string): string {
  return url.startsWith('https:') ? 'curl --cacert certs/server.crt' : 'curl';
}

function print(text: string): void {
  process.stdout.write(text);
}
