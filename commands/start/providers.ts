import * as v from 'valibot';
import { type ProviderId, providers } from '../../lambda/providers.ts';
import { isRemoteWith, type ProviderDescriptor, type UrlForm } from '../../lambda/shared/providers/provider.ts';
import type { Keys, LocalPath, Sandbox, StandIn } from '../../lambda/shared/providers/stand-in.ts';
import type { Offer } from '../../lib/config/check-rights.ts';
import { providerSecretOutput } from '../../lib/secrets/secret-names.ts';
import type { Environment } from '../environment.ts';
import { keysOf, urlOf } from '../provider-keys.ts';

/** A provider with its keys and its URL. */
export interface ConnectedProvider {
  /** Its name in commands and in the configuration. */
  readonly id: ProviderId;
  readonly name: string;
  /** For a person to read: real, sandbox or demo keys. */
  readonly status: string;
  /** The values of its secrets, by stack output. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Variables of its function that are different in a local run. */
  readonly environment: Readonly<Record<string, string>>;
  /** Undefined for a provider that is asked itself, or not at all. */
  readonly sandbox?: Sandbox;
  readonly localPaths: readonly LocalPath[];
  close(): Promise<void>;
}

/** All variables for providers, also for those that the stage doesn't have. */
export const providerVariables: ReadonlySet<string> = new Set(
  providers.flatMap((provider) => {
    const ofKeys = Object.values(keysOf(provider).keys).map(({ variable }) => variable);
    return [...ofKeys, urlOf(provider)?.variable ?? []].flat();
  }),
);

/** @throws Error that names the variable, when a key is missing or wrong, or a URL is invalid. */
export function checkProviders(environment: Environment, configured: Offer): void {
  for (const provider of providers) {
    const configuration = configured[provider.id];
    // What it would need on this stage isn't known.
    if (configuration === undefined && keysOf(provider).needs !== undefined) continue;
    givenKeys(provider, configuration ?? {}, environment);
    givenUrl(provider, configuration ?? {}, environment);
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
  const present = providers.filter((provider) => outputs.has(providerSecretOutput(keysOf(provider).owner)));
  const connected: ConnectedProvider[] = [];
  try {
    for (const provider of present) {
      connected.push(await connect(provider, configured[provider.id] ?? {}, environment));
    }
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
  return {
    secrets: Object.assign({}, ...connected.map(({ secrets }) => secrets)),
    environment: Object.assign({}, ...connected.map(({ environment }) => environment)),
  };
}

async function connect(
  provider: ProviderDescriptor<ProviderId>,
  configuration: object,
  environment: Environment,
): Promise<ConnectedProvider> {
  const { id, title } = provider;
  const given = givenKeys(provider, configuration, environment);
  const standIn = await standInOf(id);
  const { localPaths = [] } = standIn;
  const keys = given ?? standIn.demoKeys(configuration);
  const url = givenUrl(provider, configuration, environment);
  const variable = urlOf(provider)?.variable;
  const ofKeys = { [keysOf(provider).owner]: JSON.stringify(keys) };

  const isSandboxed = given === undefined && url === undefined && isRemoteWith(provider, configuration);
  if (isSandboxed && variable !== undefined && standIn.startSandbox) {
    const sandbox = await standIn.startSandbox(keys, configuration);
    return {
      id,
      name: title,
      secrets: byOutput({ ...ofKeys, ...sandbox.secrets }),
      status: `sandboxed at ${sandbox.url}`,
      sandbox,
      environment: { [variable]: sandbox.url },
      localPaths,
      close: () => sandbox.close(),
    };
  }
  const how = given === undefined ? 'demo keys: its tokens are well-formed, but open nothing' : 'real, with your keys';
  return {
    id,
    name: title,
    secrets: byOutput(ofKeys),
    status: url === undefined ? how : `${given === undefined ? 'demo keys' : 'your keys'}, at ${url}`,
    environment: url === undefined || variable === undefined ? {} : { [variable]: url },
    localPaths,
    close: async () => {},
  };
}

async function standInOf(id: ProviderId): Promise<StandIn> {
  const { standIn } = await import(`../../lambda/${id}/sandbox/stand-in.ts`);
  return standIn;
}

function byOutput(secrets: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(secrets).map(([owner, value]) => [providerSecretOutput(owner), value]));
}

/** The keys in the environment, if any. Only some of a provider's keys are taken for a mistake. */
function givenKeys(provider: ProviderDescriptor, configuration: object, environment: Environment): Keys | undefined {
  const { keys: fields, schema } = keysOf(provider, configuration);
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
  const { issues } = v.safeParse(schema, keys);
  if (issues === undefined) return keys;
  const { variable, expected } = fields[v.getDotPath(issues[0]) ?? ''] ?? {
    variable: provider.title,
    expected: 'keys',
  };
  throw new Error(`${variable} is not right: expected ${expected}`);
}

/** An invalid URL isn't shown in the error: it may be a key in the wrong place. */
function givenUrl(provider: ProviderDescriptor, configuration: object, environment: Environment): string | undefined {
  const of = urlOf(provider);
  const url = of === undefined ? undefined : environment[of.variable];
  const { called, fits } = of?.formOf?.(configuration) ?? httpUrl;
  if (url === undefined || fits(url)) return url;
  throw new Error(`${of?.variable} is no ${called}`);
}

const httpUrl: UrlForm = {
  called: 'URL that starts with https:// or http://',
  fits: (text) => /^https?:\/\//.test(text) && URL.canParse(text),
};
