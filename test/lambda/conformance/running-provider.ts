import { cpSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as v from 'valibot';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import type { Audience, Route } from '../../../api/route.ts';
import type { ProviderId } from '../../../lambda/providers.ts';
import type { Handler } from '../../../lambda/shared/http/serve.ts';
import { contextOf } from '../../../lambda/shared/identity/authorizer-context.ts';
import type { Identity } from '../../../lambda/shared/identity/caller-header.ts';
import { projectOwner } from '../../../lambda/shared/projects/names.ts';
import { PROJECTS_FILE, type ProjectsFile } from '../../../lambda/shared/projects/projects-file.ts';
import {
  isRemoteWith,
  type ProviderDescriptor,
  type ProviderFunction,
} from '../../../lambda/shared/providers/provider.ts';
import type { Keys, Sandbox, StandIn } from '../../../lambda/shared/providers/stand-in.ts';
import { type CallerRights, RIGHTS_FILE, type Rights, routeName } from '../../../lambda/shared/rights/rights.ts';
import { env } from '../../../lambda/shared/settings/environment.ts';
import { writeBundle } from '../../../lib/bundling/bundled-code.ts';
import { regionalRuntime } from '../../../lib/functions/runtime.ts';
import { createOperator } from '../../../local/iam/operator.ts';
import { SecretStore } from '../../../local/secrets-manager/secret-store.ts';
import { startSecretsManager } from '../../../local/secrets-manager/server.ts';
import { apiEvent } from '../../support/api-event.ts';
import { expectContract } from '../../support/contract.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { type Input, requestsOf, type Stated, type StatedRoute, statedOf } from './requests.ts';

export type Provider = ProviderDescriptor<ProviderId>;
export type Described = ProviderFunction<object>;

export interface Answered {
  readonly status: number;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of it
  readonly body: any;
}

/** A provider’s functions as they are deployed, before a sandbox where it is asked over the network. */
export interface RunningProvider {
  readonly provider: Provider;
  readonly stated: Stated;
  /** The provider’s part of the stage’s configuration, with its defaults. */
  readonly configuration: object;
  /** What stands in each secret at first, by its owner. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly sandbox: Sandbox | undefined;
  /** The routes that a request can be made for: none of them has a body that isn’t stated. */
  readonly askable: readonly Route[];
  functionOf(route: Pick<Route, 'audience'>): Described;
  requestsOf(route: Route): StatedRoute;
  /** Every answer is one that the route’s contract knows. */
  ask(route: Route, input: Input, caller?: string | Identity, method?: string): Promise<Answered>;
  /** What the secret holds from now on; undefined: it can’t be read. */
  put(owner: string, value: string | undefined): void;
}

export interface RunOptions {
  /** What callers may ask for; `anybody` may ask for everything. */
  readonly callers?: Readonly<Record<string, Partial<CallerRights>>>;
  /** In place of what the provider states. */
  readonly stated?: Stated;
  /** Each has keys of its own, and a sandbox. Without, the stage has no projects of the provider. */
  readonly projects?: readonly string[];
  /** By owner, what a secret holds when the functions start, which read it then; undefined: it can’t be read. */
  readonly held?: Readonly<Record<string, string | undefined>>;
}

/** The caller of signed-in users that every provider has here. */
export const SIGNED_IN = 'members';

/** A whole second: no end is rounded. */
export const NOW = Date.UTC(2026, 0, 1, 12);

const ACCOUNT = '123456789012';

/** Starts what the suite’s functions stand on, for the test file that calls it. By its clock time stands. */
export async function startSuite() {
  const store = new SecretStore(Date.now);
  const operator = createOperator(ACCOUNT);
  const unreadable = new Set<string>();
  const server = await startSecretsManager(store, (key) => {
    if (key !== operator.accessKeyId) return undefined;
    const denied = { Effect: 'Deny' as const, Action: ['*'], Resource: [...unreadable] };
    return { ...operator, role: { ...operator.role, statements: [...operator.role.statements, denied] } };
  });
  const closing: (() => Promise<void>)[] = [() => server.close()];

  beforeAll(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOW });
    vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', server.url);
    vi.stubEnv('AWS_ACCESS_KEY_ID', operator.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', operator.secretAccessKey);
  });
  afterAll(async () => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
    for (const close of closing) await close();
  });

  /** The provider itself, for one of its projects: a sandbox, and what stands in the secrets by their owners. */
  async function connect(provider: Provider, configuration: object, project: string | undefined) {
    const standIn = await standInOf(provider);
    const keys = standIn.demoKeys(configuration);
    const sandbox = isRemoteWith(provider, configuration)
      ? await standIn.startSandbox?.(keys, configuration)
      : undefined;
    if (sandbox !== undefined) {
      closing.push(() => sandbox.close());
      // The compiler says so where the stand-in is typed as one.
      for (const part of ['url', 'calls', 'behave', 'close'] as const) {
        expect(
          sandbox[part],
          `what startSandbox of ${provider.id} gives has no ${part}: type it StandIn`,
        ).toBeDefined();
      }
    }
    const kicking = provider.functions.find(({ kicks }) => kicks !== undefined);
    if (kicking !== undefined) {
      // Without one, npm start asks the provider itself.
      expect(standIn.startKicks, `${kicking.folder} ends sessions: the stand-in needs startKicks`).toBeDefined();
    }
    const kicks = await standIn.startKicks?.(keys);
    if (kicks !== undefined) closing.push(() => kicks.close());
    const secrets = Object.fromEntries(
      provider.functions.map(({ secret: { owner, keys: filled } }) => {
        const value = filled === undefined ? sandbox?.secrets?.[owner] : JSON.stringify(keys);
        if (value === undefined) throw new Error(`nothing stands in the secret ${owner}: the sandbox must give it`);
        return [projectOwner(owner, project), value];
      }),
    );
    return { project, sandbox, kicks, secrets };
  }

  async function run(
    provider: Provider,
    { callers = {}, projects, held = {}, ...given }: RunOptions = {},
  ): Promise<RunningProvider> {
    const stated = given.stated ?? (await statedOf(provider));
    const configuration = configurationOf(provider, stated);
    const connected: Awaited<ReturnType<typeof connect>>[] = [];
    for (const project of projects ?? [undefined]) connected.push(await connect(provider, configuration, project));
    const secrets: Readonly<Record<string, string>> = Object.assign({}, ...connected.map((each) => each.secrets));
    const arns = Object.keys(secrets).map((owner) => [owner, arnOf(`${owner}${store.inRegion('us-east-1').length}`)]);
    const arnsByOwner: Readonly<Record<string, string>> = Object.fromEntries(arns);
    const rights = rightsOf(provider, { anybody: {}, [SIGNED_IN]: { claims: { user: 'sub' } }, ...callers });
    const deniedUsers = `denied-users-${store.inRegion('us-east-1').length}`;
    store.create(arnOf(deniedUsers), deniedUsers, '{}');
    const handlers = new Map<Described, Handler>();
    for (const [owner, arn] of Object.entries(arnsByOwner)) store.create(arn, owner, secrets[owner]);
    for (const [owner, value] of Object.entries(held)) put(owner, value);
    for (const described of provider.functions) {
      const settings = connected.map(({ project, sandbox, kicks }) => ({
        project,
        arn: arnsByOwner[projectOwner(described.secret.owner, project)] ?? '',
        variables: {
          [env.options]: JSON.stringify(described.options(configuration)),
          ...(described.url && { [described.url.variable]: sandbox?.url ?? described.url.of(configuration) }),
          ...(described.kicks && { [described.kicks.sandboxVariable]: kicks?.url ?? '' }),
        },
      }));
      const [first] = settings;
      const file = Object.fromEntries(settings.map(({ project, variables }) => [project, variables]));
      const environment: Record<string, string> =
        projects === undefined
          ? { ...first?.variables, [env.secretArn]: first?.arn ?? '' }
          : { [env.secretArns]: arnsOf(settings) };
      if (described.kicks !== undefined) {
        Object.assign(environment, { [env.deniedUsersSecret]: deniedUsers, [env.deniedUsersRegion]: 'us-east-1' });
      }
      handlers.set(described, await handlerOf(described.folder, environment, rights, projects && file));
    }

    function put(owner: string, value: string | undefined): void {
      const arn = arnsByOwner[owner] ?? '';
      const secret = store.find('us-east-1', arn);
      if (secret === undefined) throw new Error(`there is no secret ${owner}`);
      unreadable.delete(arn);
      if (value === undefined) unreadable.add(arn);
      else store.put(secret, value);
    }

    function functionOf({ audience }: Pick<Route, 'audience'>): Described {
      const found = provider.functions.find(({ audiences }) => audiences.includes(audience as Audience));
      if (found === undefined) throw new Error(`${provider.id} has no function for ${audience} routes`);
      return found;
    }

    return {
      provider,
      stated,
      configuration,
      secrets,
      sandbox: connected[0]?.sandbox,
      askable: provider.routes.filter(({ name, body }) => body === undefined || stated.routes?.[name] !== undefined),
      functionOf,
      requestsOf: (route) => requestsOf(route, provider.rights, stated),
      async ask(route, { query, params = null, body }, caller = 'anybody', method = route.method) {
        const text = body === undefined ? null : JSON.stringify(body);
        const event = apiEvent(route, query, {
          params,
          body: text,
          headers: { 'CloudFront-Viewer-Address': '192.0.2.1:1' },
        });
        const handler = handlers.get(functionOf(route)) as Handler;
        const authorizer = contextOf(typeof caller === 'string' ? { caller } : caller);
        const requestContext = { ...event.requestContext, authorizer };
        const { statusCode, body: answered } = await handler({ ...event, httpMethod: method, requestContext });
        const answer = { status: statusCode, text: answered, body: answered === '' ? undefined : JSON.parse(answered) };
        if (method === route.method) expectContract(method, route.path, answer);
        return answer;
      },
      put,
    };
  }

  return { run, advance: (ms: number) => void vi.setSystemTime(Date.now() + ms) };
}

/** @throws Error when what is stated, or nothing, is no configuration. */
export function configurationOf({ id, configuration }: Provider, stated: Stated): object {
  const parsed = v.safeParse(configuration, stated.configuration ?? {});
  if (parsed.success) return parsed.output as object;
  const [issue] = parsed.issues;
  throw new Error(
    `test/lambda/${id}/conformance.ts must state a configuration: ${v.getDotPath(issue)}: expected ${issue.message}`,
  );
}

export async function standInOf({ id }: Provider): Promise<StandIn<Keys>> {
  const { standIn } = await import(`../../../lambda/${id}/sandbox/stand-in.ts`);
  return standIn;
}

/** The value of a secret as the stack makes it. */
export function unfilled({ secret }: Described): string {
  return JSON.stringify(Object.fromEntries(Object.keys(secret.schema.entries).map((field) => [field, ''])));
}

function arnOf(name: string): string {
  return `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:${name}-abcdef`;
}

/** Not in the order of the projects: a deployment may change that in code and variables at different moments. */
function arnsOf(settings: readonly { readonly project: string | undefined; readonly arn: string }[]): string {
  return JSON.stringify(Object.fromEntries(settings.toReversed().map(({ project, arn }) => [project, arn])));
}

function rightsOf({ routes }: Provider, callers: Readonly<Record<string, Partial<CallerRights>>>): Rights {
  const all = { routes: routes.map(routeName), only: {} };
  return Object.fromEntries(Object.entries(callers).map(([name, rights]) => [name, { ...all, ...rights }]));
}

const importNatively: (url: string) => Promise<{ handler: Handler }> = createRequire(import.meta.url)(
  '../../support/native-import.cjs',
);

const bundled = new Map<string, string>();

/** A function’s own bundle, started anew with these variables and rights. */
async function handlerOf(
  folder: string,
  environment: Readonly<Record<string, string>>,
  rights: Rights,
  projects: ProjectsFile | undefined,
): Promise<Handler> {
  const byProject = projects !== undefined;
  const key = `${folder}${byProject ? ', by project' : ''}`;
  const outdir = bundled.get(key) ?? temporaryFolder(folder);
  if (!bundled.has(key)) writeBundle(`lambda/${folder}`, regionalRuntime, outdir, byProject);
  bundled.set(key, outdir);
  // What the entry imports would be started only once from the same folder.
  const dir = byProject ? temporaryFolder(folder) : outdir;
  if (byProject) cpSync(outdir, dir, { recursive: true });
  writeFileSync(join(dir, RIGHTS_FILE), JSON.stringify(rights));
  if (byProject) writeFileSync(join(dir, PROJECTS_FILE), JSON.stringify(projects));
  return startFunction(dir, environment);
}

let starts = 0;

/** The handler in a folder with a bundle. While it starts, it connects to nothing but Secrets Manager, for its keys. */
export async function startFunction(dir: string, environment: Readonly<Record<string, string>>): Promise<Handler> {
  const before = Object.keys(environment).map((name) => [name, process.env[name]] as const);
  const connect = vi.spyOn(Socket.prototype, 'connect');
  Object.assign(process.env, environment);
  try {
    starts += 1;
    const { handler } = await importNatively(`${pathToFileURL(join(dir, 'index.mjs'))}?start=${starts}`);
    // Node's own modules give the arguments as one array.
    const ports = connect.mock.calls
      .map(([first]) => [first].flat()[0] as { readonly port?: unknown })
      .map(({ port }) => `${port}`);
    const { port } = new URL(process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER ?? '');
    expect(
      ports.filter((each) => each !== port),
      `${dir} connects elsewhere while it starts`,
    ).toEqual([]);
    return handler;
  } finally {
    connect.mockRestore();
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
