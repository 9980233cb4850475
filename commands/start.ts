import { join } from 'node:path';
import { stageApp } from '../bin/stage-app.ts';
import { readCallerValue } from '../lambda/shared/secrets/caller-value.ts';
import { selectStage } from '../lib/config/config.ts';
import { firstRequest } from '../lib/config/first-request.ts';
import { type FirstUserRequest, firstUserRequest } from '../lib/config/first-user-request.ts';
import { fullStageName } from '../lib/config/full-stage-name.ts';
import { passwordCallers } from '../lib/config/stage.ts';
import { callerSecretName } from '../lib/secrets/secret-names.ts';
import { readAssembly } from '../local/assembly/assembly.ts';
import { notNamedIn, serverCertificate } from '../local/certificate.ts';
import { PortTakenError } from '../local/listen.ts';
import { type AnsweredRequest, type RunningAssembly, runAssembly } from '../local/run-assembly.ts';
import { synthesize } from '../local/synthesize.ts';
import { readEnvironment } from './environment.ts';
import { UsageError } from './errors.ts';
import { inProgress } from './progress.ts';
import type { Project } from './project.ts';
import { shownLines } from './shown-text.ts';
import { stacksOfStage } from './stage-stacks.ts';
import { addressOf, reachableAt } from './start/addresses.ts';
import { callerSecrets, passwordNews, readCaller, withGivenPassword } from './start/callers.ts';
import { endingSignal } from './start/ending.ts';
import { envWarnings } from './start/env-lines.ts';
import { greeting, type SignedIn } from './start/greeting.ts';
import { type ConnectedIssuers, connectIssuers, guardEnvironment } from './start/issuers.ts';
import { localPaths } from './start/local-paths.ts';
import { readPort, type StartOptions } from './start/options.ts';
import { type ConnectedProvider, checkProviders, connectionOf, connectProviders } from './start/providers.ts';
import { requestLine } from './start/request-line.ts';
import { TOLD_HEADERS, wordsOf } from './start/request-words.ts';
import { startRequestsPage } from './start/requests-page/server.ts';
import { sandboxMark } from './start/sandbox-mark.ts';

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
  const { stage, host = '127.0.0.1', realIssuers = false, json = false } = options;
  const envFile = join(dir, '.env');
  const environment = readEnvironment(envFile, process.env);
  const port = readPort(options, environment);
  const selected = selectStage(config, stage);
  checkProviders(environment, selected.providers);
  const stageName = fullStageName(stage, selected);
  const passwords = callerSecrets(stageName, selected);
  const clients = passwordCallers(selected).flatMap(([name, { audience }]) => (audience === 'client' ? [name] : []));
  const address = await addressOf(host);
  const addresses = reachableAt(address, host);
  const certificate = options.https ? await serverCertificate(join(dir, 'certs'), Date.now(), addresses) : undefined;
  const assemblyDir = join(dir, 'cdk.out');
  await inProgress(
    `Synthesizing ${stage}`,
    () => synthesize(stageApp(dir, stage, config), assemblyDir, ending),
    (isNew, seconds) => (isNew ? `Synthesized ${stage} in ${seconds} s` : `${stage} is synthesized already`),
  );
  const stacks = stacksOfStage({ config }, assemblyDir, options);
  const outputs = new Set(readAssembly(assemblyDir, stacks).flatMap(({ template }) => Object.keys(template.Outputs)));
  const providers = await connectProviders(outputs, environment, selected.providers);
  const issuers = await connectIssuers(selected, { real: realIssuers });
  const connection = connectionOf(providers);
  // With --json, the standard output is for one line.
  const print = (text: string) => void (json ? process.stderr : process.stdout).write(text);
  const markSandboxes = sandboxMark(providers);
  const local = localPaths({
    paths: providers.flatMap((provider) => provider.localPaths),
    allowedOrigins: selected.allowedOrigins,
    clientOf(name) {
      if (!clients.includes(name)) return undefined;
      return readCallerValue(secretOf(callerSecretName(stageName, name)));
    },
  });
  let tellNews = () => {};
  let tellRequest = (_request: AnsweredRequest) => {};
  let secretOf = (_name: string): string | undefined => undefined;
  const running: { close(): Promise<void> }[] = [...providers, issuers];
  try {
    const stagepass = await runAssembly({
      assemblyDir,
      stacks,
      port,
      host: address,
      ...(certificate && { certificate }),
      secrets: {
        ...connection.secrets,
        ...Object.fromEntries(
          passwords.map((secret) => [secret, (value: string) => withGivenPassword(value, environment)]),
        ),
      },
      environment: { ...QUICKER, ...connection.environment },
      ...(issuers.sandbox && { edgeEnvironment: guardEnvironment(issuers.sandbox.keyUrls) }),
      onRequest(request, response) {
        markSandboxes(request, response);
        return local(request, response);
      },
      told: { headers: TOLD_HEADERS, onAnswered: (request) => tellRequest(request) },
      async onControlCall({ phase }) {
        if (phase === 'after') tellNews();
      },
      ...(options.verbose && { onLog: (line) => print(`[${line.function}] ${shownLines(line.text)}\n`) }),
    });
    running.unshift(stagepass);
    secretOf = (secret) => stagepass.secretsManager.get(secret);
    for (const warning of envWarnings(envFile, config, selected.providers)) process.stderr.write(`${warning}\n`);
    const page = await startRequestsPage({
      stage,
      services: servicesOf(stagepass, providers, issuers),
      port: port === 0 ? 0 : port + 1,
    });
    running.unshift(page);
    tellRequest = (request) => {
      page.add(request);
      if (!options.quiet) print(`${requestLine(wordsOf(request))}\n`);
    };
    const callers = passwords.map((secret) => readCaller(secretOf(secret) ?? ''));
    if (json) {
      const apis = Object.values(stagepass.apis);
      const { pid } = process;
      process.stdout.write(`${JSON.stringify({ url: stagepass.url, requestsUrl: page.url, apis, callers, pid })}\n`);
    } else {
      const [name] = clients;
      const firstAsUser = firstUserRequest(selected);
      print(
        greeting({
          ...{ stagepass, providers, stage, callers, issuers, firstAsUser },
          stack: options.stack,
          first: firstRequest(selected),
          client: name === undefined ? undefined : { name, rights: selected.callers[name]?.rights },
          asUser: await signedIn(issuers, firstAsUser),
          requestsUrl: page.url,
          reachableAt: addresses,
          notInCertificate: certificate === undefined ? [] : notNamedIn(certificate, addresses),
        }),
      );
    }
    const news = passwordNews(passwords, secretOf);
    tellNews = () =>
      print(
        news()
          .map((line) => `${line}\n`)
          .join(''),
      );
    if (!ending.aborted) {
      await new Promise((resolve) => ending.addEventListener('abort', resolve, { once: true }));
    }
  } finally {
    for (const part of running) await part.close();
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

/** The names of what functions call, by URL. Providers that are asked themselves have their own hosts. */
function servicesOf(
  { operatorEnvironment }: RunningAssembly,
  providers: readonly ConnectedProvider[],
  { sandbox }: ConnectedIssuers,
): ReadonlyMap<string, string> {
  const urls = [
    ...Object.entries(operatorEnvironment).flatMap(([variable, url]) => {
      const [, service] = /^AWS_ENDPOINT_URL_(\w+)$/.exec(variable) ?? [];
      return service === undefined ? [] : [{ name: SERVICES[service] ?? service, url }];
    }),
    ...providers.flatMap(({ name, environment, kicks }) =>
      [...Object.values(environment), ...Object.values(kicks)].map((url) => ({ name, url })),
    ),
    ...(sandbox === undefined ? [] : [{ name: 'the issuers', url: sandbox.url }]),
  ];
  return new Map(urls.flatMap(({ name, url }) => (URL.canParse(url) ? [[new URL(url).origin, name]] : [])));
}

const SERVICES: Readonly<Record<string, string>> = {
  CLOUDFORMATION: 'CloudFormation',
  CLOUDFRONT: 'CloudFront',
  SECRETS_MANAGER: 'Secrets Manager',
};
