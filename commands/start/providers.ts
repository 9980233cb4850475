import { type ProviderId, providerOf, providers } from '../../lambda/providers.ts';
import { projectOwner, projectVariable } from '../../lambda/shared/projects/names.ts';
import { isRemoteWith, type ProviderDescriptor, type UrlForm } from '../../lambda/shared/providers/provider.ts';
import type { Keys, LocalPath, Sandbox, StandIn } from '../../lambda/shared/providers/stand-in.ts';
import type { Offer } from '../../lib/config/check-rights.ts';
import { variablesOf } from '../../lib/config/project-variables.ts';
import { type ConfiguredProject, projectNames, projectsIn } from '../../lib/config/projects.ts';
import { providerSecretOutput } from '../../lib/secrets/secret-names.ts';
import type { Environment } from '../environment.ts';
import { faultOf, keysOf, keysOfProject, urlOf } from '../provider-keys.ts';

/** A provider with its keys and its URL. */
export interface ConnectedProvider {
  /** Its name in commands and in the configuration. */
  readonly id: ProviderId;
  /** Undefined on a stage without projects of it. */
  readonly project: string | undefined;
  readonly name: string;
  /** For a person to read: real, sandbox or demo keys. */
  readonly status: string;
  /** Whether it has keys that we made up: its tokens open nothing. */
  readonly isDemo: boolean;
  /** The values of its secrets, by stack output. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Variables of its function that are different in a local run. */
  readonly environment: Readonly<Record<string, string>>;
  /** Undefined for a provider that is asked itself, or not at all. */
  readonly sandbox?: Sandbox;
  /** Where its users' sessions are ended, by the variable of the function that does so; empty where the provider is asked. */
  readonly kicks: Readonly<Record<string, string>>;
  readonly localPaths: readonly LocalPath[];
  close(): Promise<void>;
}

/** All variables for providers, also for those that the stage doesn't have. */
export function providerVariables(configured: Offer): ReadonlySet<string> {
  return new Set(
    providers.flatMap((provider) =>
      [undefined, ...(projectNames(configured[provider.id]) ?? [])].flatMap((project) =>
        variablesOf(provider).map((variable) => projectVariable(variable, project)),
      ),
    ),
  );
}

/** @throws Error that names the variable, when a key is missing or wrong, or a URL is invalid. */
export function checkProviders(environment: Environment, configured: Offer): void {
  for (const provider of providers) {
    const configuration = configured[provider.id];
    // What it would need on this stage isn't known.
    if (configuration === undefined && keysOf(provider).needs !== undefined) continue;
    for (const project of projectsIn(configuration ?? {})) {
      givenKeys(provider, project, environment);
      givenUrl(provider, project, environment);
    }
  }
}

/**
 * Connects a stage's providers: to the real one if its keys are given, else to a sandbox. If one fails, the sandboxes
 * started before are closed.
 *
 * @param outputs the keys of the stacks' outputs, which show the providers that the stage has.
 * @param configured how the stage configures them.
 * @throws Error as `checkProviders` does.
 */
export async function connectProviders(
  outputs: ReadonlySet<string>,
  environment: Environment,
  configured: Offer,
): Promise<ConnectedProvider[]> {
  const all = providers.flatMap((provider) =>
    projectsIn(configured[provider.id] ?? {}).map((project) => ({ provider, project })),
  );
  const present = all.filter(({ provider, project: { project } }) =>
    outputs.has(providerSecretOutput(projectOwner(keysOf(provider).owner, project))),
  );
  const connected: ConnectedProvider[] = [];
  try {
    for (const { provider, project } of present) connected.push(await connect(provider, project, environment));
    return connected;
  } catch (error) {
    for (const provider of connected) await provider.close();
    throw error;
  }
}

/** The secrets and variables of all of them, as a run of the assembly takes them. */
export function connectionOf(
  connected: readonly ConnectedProvider[],
): Pick<ConnectedProvider, 'secrets' | 'environment'> {
  const plain = connected.filter(({ project }) => project === undefined);
  return {
    secrets: Object.assign({}, ...connected.map(({ secrets }) => secrets)),
    environment: {
      ...Object.assign({}, ...plain.flatMap(({ environment, kicks }) => [environment, kicks])),
      ...urlsByProject(connected),
    },
  };
}

/** A function with projects has all their URLs in one variable, as JSON. */
function urlsByProject(connected: readonly ConnectedProvider[]): Record<string, string> {
  const found: Record<string, Record<string, string>> = {};
  for (const { id, project, environment, kicks } of connected) {
    if (project === undefined) continue;
    const variable = urlOf(providerOf(id))?.variable;
    const [url] = Object.values(environment);
    if (variable !== undefined && url !== undefined) found[variable] = { ...found[variable], [project]: url };
    for (const [name, at] of Object.entries(kicks)) found[name] = { ...found[name], [project]: at };
  }
  return Object.fromEntries(Object.entries(found).map(([variable, urls]) => [variable, JSON.stringify(urls)]));
}

async function connect(
  provider: ProviderDescriptor<ProviderId>,
  configured: ConfiguredProject,
  environment: Environment,
): Promise<ConnectedProvider> {
  const { id, title } = provider;
  const { project, options } = configured;
  const name = project === undefined ? title : `${title} (${project})`;
  const given = givenKeys(provider, configured, environment);
  const standIn = await standInOf(id);
  const { localPaths = [] } = standIn;
  const keys = given ?? standIn.demoKeys(options);
  const url = givenUrl(provider, configured, environment);
  const variable = urlVariable(provider, project);
  const ofKeys = { [keysOf(provider).owner]: JSON.stringify(keys) };

  // Whoever has neither keys nor a URL has no sessions there, so the provider itself is never asked to end one.
  const isDemo = given === undefined && url === undefined;
  const kickVariable = provider.functions.find(({ kicks }) => kicks !== undefined)?.kicks?.sandboxVariable;
  const kickSandbox = isDemo && kickVariable !== undefined ? await standIn.startKicks?.(keys) : undefined;
  const kicks = kickSandbox === undefined || kickVariable === undefined ? {} : { [kickVariable]: kickSandbox.url };

  const isSandboxed = isDemo && isRemoteWith(provider, options);
  if (isSandboxed && variable !== undefined && standIn.startSandbox) {
    const sandbox = await standIn.startSandbox(keys, options);
    return {
      id,
      project,
      name,
      secrets: byOutput({ ...ofKeys, ...sandbox.secrets }, project),
      status: `sandboxed at ${sandbox.url}`,
      isDemo,
      sandbox,
      environment: { [variable]: sandbox.url },
      kicks,
      localPaths,
      async close() {
        await sandbox.close();
        await kickSandbox?.close();
      },
    };
  }
  const how = given === undefined ? 'demo keys: its tokens are well-formed, but open nothing' : 'real, with your keys';
  return {
    id,
    project,
    name,
    secrets: byOutput(ofKeys, project),
    isDemo: given === undefined,
    status: url === undefined ? how : `${given === undefined ? 'demo keys' : 'your keys'}, at ${url}`,
    environment: url === undefined || variable === undefined ? {} : { [variable]: url },
    kicks,
    localPaths,
    close: async () => kickSandbox?.close(),
  };
}

async function standInOf(id: ProviderId): Promise<StandIn> {
  const { standIn } = await import(`../../lambda/${id}/sandbox/stand-in.ts`);
  return standIn;
}

function byOutput(secrets: Readonly<Record<string, string>>, project: string | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(secrets).map(([owner, value]) => [providerSecretOutput(projectOwner(owner, project)), value]),
  );
}

function urlVariable(provider: ProviderDescriptor, project: string | undefined): string | undefined {
  const variable = urlOf(provider)?.variable;
  return variable && projectVariable(variable, project);
}

/** The keys in the environment, if any. Only some of a provider's keys are taken for a mistake. */
function givenKeys(
  provider: ProviderDescriptor,
  project: ConfiguredProject,
  environment: Environment,
): Keys | undefined {
  const secret = keysOfProject(provider, project);
  const { keys: fields } = secret;
  const given = Object.entries(fields).flatMap(([field, { variable }]) => {
    const value = environment[variable];
    return value === undefined ? [] : [[field, value] as const];
  });
  if (given.length === 0) return undefined;
  const keys = Object.fromEntries(given);
  const missing = Object.entries(fields).filter(([field]) => keys[field] === undefined);
  if (missing.length > 0) {
    const variables = missing.map(([, { variable }]) => variable).join(', ');
    throw new Error(`${variables} is not given, but ${provider.title} needs all its keys or none`);
  }
  const fault = faultOf(secret, keys);
  if (fault === undefined) return keys;
  throw new Error(`${fields[fault.field]?.variable ?? provider.title} is not right: expected ${fault.expected}`);
}

/** An invalid URL isn't shown in the error: it may be a key in the wrong place. */
function givenUrl(
  provider: ProviderDescriptor,
  { project, options }: ConfiguredProject,
  environment: Environment,
): string | undefined {
  const variable = urlVariable(provider, project);
  const url = variable === undefined ? undefined : environment[variable];
  const { called, fits } = urlOf(provider)?.formOf?.(options) ?? httpUrl;
  if (url !== undefined && holdsPassword(url)) throw new Error(`${variable} must not hold a name and a password`);
  if (url === undefined || fits(url)) return url;
  throw new Error(`${variable} is no ${called}`);
}

/** It would be shown in the greeting. No provider takes one, and `fetch` refuses it. */
function holdsPassword(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { username, password } = new URL(url);
  return username !== '' || password !== '';
}

const httpUrl: UrlForm = {
  called: 'URL that starts with https:// or http://',
  fits: (text) => /^https?:\/\//.test(text) && URL.canParse(text),
};
