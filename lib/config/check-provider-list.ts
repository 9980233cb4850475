import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { PROJECT, PROJECTS_RIGHT } from '../../api/project-parameter.ts';
import { adminPrefixes, audiences, type Route, startOf } from '../../api/route.ts';
import { type ProviderDescriptor, secretsOf } from '../../lambda/shared/providers/provider.ts';
import { routeName } from '../../lambda/shared/rights/rights.ts';
import { consoleFiles } from '../console/console-code.ts';
import { isPackage, projectRoot } from '../root.ts';
import { ConfigError } from './config.ts';

/**
 * Checks what no type can say of the list of providers: what must differ between them, and the files of their folders.
 * All of the list is checked, whatever the stage has, so that a fault doesn't wait for the stage that has both providers.
 *
 * @param routes the whole contract: the providers' routes, and those that every stage has.
 * @throws ConfigError that says what to change.
 */
export function checkProviderList(providers: readonly ProviderDescriptor[], routes: readonly Route[]): void {
  checkUnique(providers, routes);
  checkMethodNames(routes);
  checkPaths(routes);
  for (const provider of providers) {
    checkFolder(provider);
    checkFunctions(provider);
    checkConnection(provider);
    checkDefaults(provider);
    checkProjects(provider);
    checkStarter(provider);
  }
}

/** What something is called, and whose it is. */
type Named = readonly [name: string, of: string];

function checkUnique(providers: readonly ProviderDescriptor[], routes: readonly Route[]): void {
  const functions = providers.flatMap(({ id, functions: own }) =>
    own.map((each) => ({ of: `provider ${id}, function ${each.folder}`, ...each })),
  );
  // A secret that functions of a provider share is the first one’s.
  const secrets = providers.flatMap(({ id, functions: own }) =>
    secretsOf(own).map((secret) => ({
      of: `provider ${id}, function ${own.find((each) => each.secret === secret)?.folder}`,
      secret,
    })),
  );
  const named: Readonly<Record<string, readonly Named[]>> = {
    'provider id': providers.map(({ id, title }) => [id, title]),
    'route name (a method of the client)': routes.map((route) => [route.name, describedRoute(route)]),
    // What stands for a parameter is no part of a path's name.
    'method and path': routes.map((route) => [routeName(route).replaceAll(/\{\w+\}/g, '{}'), describedRoute(route)]),
    'function folder': functions.map(({ folder, of }) => [folder, of]),
    construct: functions.map(({ construct, of }) => [construct, of]),
    'secret owner': secrets.map(({ secret, of }) => [secret.owner, of]),
    variable: [
      ...secrets.flatMap(({ secret, of }) =>
        Object.entries(secret.keys ?? {}).map(([field, { variable }]): Named => [variable, `${of}, key ${field}`]),
      ),
      ...providers.flatMap(({ id, functions: own }) =>
        urlVariables(own).map((name): Named => [name, `provider ${id}, url`]),
      ),
      ...functions.flatMap(({ kicks, of }): Named[] => (kicks ? [[kicks.sandboxVariable, `${of}, kicks`]] : [])),
    ],
    'flag of npx stagepass secrets (madeBy)': secrets.flatMap(({ secret, of }): Named[] =>
      secret.madeBy === undefined ? [] : [[secret.madeBy, of]],
    ),
  };
  for (const [what, all] of Object.entries(named)) {
    for (const [name, of] of all) {
      const alike = all.filter((each) => each[0] === name);
      if (alike.length === 1) continue;
      const [, other] = alike.find((each) => each[1] !== of) ?? [name, of];
      throw new ConfigError(`the ${what} ${name} is there twice: ${of}, and ${other}; rename the new one`);
    }
  }
}

function urlVariables(functions: ProviderDescriptor['functions']): string[] {
  return [...new Set(functions.flatMap(({ url }) => (url === undefined ? [] : [url.variable])))];
}

/** A client with a method `then` would be a promise, and one with a method of every object would hide that. */
function checkMethodNames(routes: readonly Route[]): void {
  for (const { name, ...route } of routes) {
    if (/^[a-z][A-Za-z0-9]*$/.test(name) && name !== 'then' && !(name in {})) continue;
    throw new ConfigError(
      `${describedRoute({ name, ...route })}: its name can’t be a method of the client; name it like createRoom`,
    );
  }
}

/** CloudFront chooses by the path alone: what begins with a client's path is the clients', and so is no console file. */
function checkPaths(routes: readonly Route[]): void {
  const prefixes = adminPrefixes(routes);
  for (const route of routes.filter(({ audience }) => audience !== 'admin')) {
    const { path, audience } = route;
    const prefix = prefixes.find((each) => path === each || path.startsWith(`${each}/`));
    const taken = [...prefixes, ...consoleFiles.map((name) => `/${name}`)].find((each) =>
      each.startsWith(startOf(route)),
    );
    if (prefix !== undefined || (audience === 'client' && taken !== undefined)) {
      const of = prefix ?? taken;
      const admin = routes.find((each) => each.audience === 'admin' && each.path.split('/', 2)[1] === of?.slice(1));
      const other = admin === undefined ? `the console’s file ${of}` : describedRoute(admin);
      throw new ConfigError(
        `${describedRoute(route)} and ${other} can’t be told apart by CloudFront: give an admin route a first segment that no client’s path begins with, such as /admin`,
      );
    }
  }
}

function describedRoute(route: Route): string {
  return `${routeName(route)} (${route.name}, ${route.provider ?? 'every stage'})`;
}

/** Tools find them by these names. A provider without a decoder would only be missing in the console. */
const NEEDED_FILES = ['provider.ts', 'sandbox/stand-in.ts', 'decode.ts', 'README.md'];

function checkFolder({ id, functions }: ProviderDescriptor): void {
  const files = NEEDED_FILES.map((file) => `lambda/${id}/${file}`);
  const entries = functions.map(({ folder }) => `lambda/${folder}/handler.ts`);
  for (const file of [...files, ...entries]) {
    if (isThere(file)) continue;
    throw new ConfigError(
      `provider ${id}: there is no ${file}; its folder is called after its id, and a function’s handler.ts is in its own folder`,
    );
  }
}

/** A new project begins with the provider's starter, or with an empty object. */
function checkStarter({ id, configuration, starter }: ProviderDescriptor): void {
  const parsed = v.safeParse(configuration, starter?.configuration ?? {});
  if (parsed.success) return;
  const [issue] = parsed.issues;
  const why = `${v.getDotPath(issue) ?? 'its configuration'}: expected ${issue.message}`;
  throw new ConfigError(
    starter === undefined
      ? `provider ${id}: an empty configuration is refused (${why}): give it a starter, which stagepass init begins with`
      : `provider ${id}: its starter is refused (${why})`,
  );
}

/** The package has these files in another form. It is built of a list that was checked. */
function isThere(file: string): boolean {
  return isPackage || existsSync(join(projectRoot, file));
}

/**
 * @throws ConfigError when a provider has a route that no function answers, or a function that answers no route.
 * CloudFront would send such a path to an API that doesn't have it.
 */
export function checkFunctions({ id, routes, functions }: ProviderDescriptor): void {
  for (const audience of audiences) {
    const answering = functions.filter((each) => each.audiences.includes(audience)).map(({ folder }) => folder);
    const [route] = routes.filter((each) => each.audience === audience);
    if (answering.length > 1) {
      throw new ConfigError(`provider ${id}: ${answering.join(' and ')} both answer its ${audience} routes; one must`);
    }
    if (route !== undefined && answering.length === 0) {
      throw new ConfigError(`provider ${id}: no function answers its ${audience} routes, such as ${route.path}`);
    }
    if (route === undefined && answering.length > 0) {
      throw new ConfigError(`provider ${id}: ${answering[0]} answers ${audience} routes, but there are none`);
    }
  }
}

/** Commands, `npm start` and the docs take a provider’s keys from one secret, and its URL from one variable: others they would never ask for. */
function checkConnection({ id, functions }: ProviderDescriptor): void {
  const secrets = secretsOf(functions);
  const filled = secrets.filter(({ keys }) => keys !== undefined);
  if (filled.length !== 1) {
    const those = filled.map(({ owner }) => owner).join(' and ') || 'none';
    throw new ConfigError(
      `provider ${id}: one of its secrets must have keys that a person fills in, but ${those} has: make the others of it by a command (madeBy), or a provider of its own of the function`,
    );
  }
  const urls = urlVariables(functions);
  if (urls.length > 1) {
    throw new ConfigError(
      `provider ${id}: ${urls.join(' and ')} both say where it is, but it has one sandbox: give its functions one variable`,
    );
  }
  const unmade = secrets.find(({ keys, madeBy }) => keys === undefined && madeBy === undefined);
  if (unmade !== undefined) {
    throw new ConfigError(`provider ${id}: nothing fills the secret ${unmade.owner}: give it keys or madeBy`);
  }
  for (const { madeBy } of secrets) {
    if (madeBy === undefined) continue;
    const file = `lambda/${id}/${madeBy}.ts`;
    if (!isThere(file)) throw new ConfigError(`provider ${id}: there is no ${file} (madeBy)`);
  }
}

/** A default that its own field refuses would be told to whoever leaves the field out. */
function checkDefaults({ id, configuration }: ProviderDescriptor): void {
  // Fields that have no default are missing, and that is no fault.
  const wrong = v.safeParse(configuration, {}).issues?.find(({ input }) => input !== undefined);
  if (wrong === undefined) return;
  throw new ConfigError(
    `provider ${id}: the default of its option ${v.getDotPath(wrong)} is not one that the option takes: expected ${wrong.message}`,
  );
}

/** Every provider has projects, with a parameter, a right and an option of these names. */
function checkProjects({ id, routes, rights, configuration }: ProviderDescriptor): void {
  const entriesOf = (schema: v.GenericSchema) => (schema as { readonly entries?: object }).entries ?? {};
  const taken = [
    ...routes
      .filter(({ query }) => PROJECT in entriesOf(query))
      .map((route) => `the parameter ${PROJECT} of ${routeName(route)}`),
    ...(PROJECTS_RIGHT in rights ? [`the right ${PROJECTS_RIGHT}`] : []),
    ...(PROJECTS_RIGHT in entriesOf(configuration) ? [`the option ${PROJECTS_RIGHT}`] : []),
  ];
  if (taken.length === 0) return;
  throw new ConfigError(`provider ${id}: ${taken[0]} has a name that is for a stage’s projects; rename it`);
}
