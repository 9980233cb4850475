import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import type { Provider } from '../../api/route.ts';
import { startInteractivitySandbox } from '../../lambda/interactivity/sandbox/sandbox.ts';
import { demoParent } from '../../lambda/millicast/sandbox/demo-parent.ts';
import { startMillicastSandbox } from '../../lambda/millicast/sandbox/sandbox.ts';
import { demoApiKey, startMomentoSandbox } from '../../lambda/momento/sandbox/sandbox.ts';
import type { Environment } from '../environment.ts';
import { providerKeys } from '../provider-keys.ts';

/** A provider as it is run locally. */
interface LocalProvider<Key extends string = string> {
  readonly id: Provider;
  readonly name: string;
  /** The stack output that names its secret. Without it, the stage doesn't have the provider. */
  readonly secretOutput: string;
  /** Well-formed keys that open nothing, for when none are given. */
  demoKeys(): Record<Key, string>;
  /** The variable that says where the provider is: the function's own, and the one that may override it. */
  readonly urlVariable?: string;
  /** Stands in for the provider when neither keys nor a URL are given. */
  startSandbox?(keys: Record<Key, string>): Promise<LocalSandbox>;
}

interface LocalSandbox {
  readonly url: string;
  /** Secrets beside the keys, by stack output, that are worth something in this sandbox only. */
  readonly secrets?: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const agora: LocalProvider<'appId' | 'appCertificate'> = {
  id: 'agora',
  name: 'Agora',
  secretOutput: 'ProviderSecretAgora',
  demoKeys: () => ({ appId: randomBytes(16).toString('hex'), appCertificate: randomBytes(16).toString('hex') }),
};

const interactivity: LocalProvider<'consumerKey' | 'consumerSecret'> = {
  id: 'interactivity',
  name: 'Dolby.io Interactivity',
  secretOutput: 'ProviderSecretInteractivity',
  demoKeys: () => ({ consumerKey: 'demo', consumerSecret: randomBytes(16).toString('hex') }),
  urlVariable: 'INTERACTIVITY_TOKEN_URL',
  startSandbox: (keys) => startInteractivitySandbox({ keys }),
};

const momento: LocalProvider<'apiKey'> = {
  id: 'momento',
  name: 'Momento',
  secretOutput: 'ProviderSecretMomento',
  demoKeys: () => ({ apiKey: demoApiKey() }),
  urlVariable: 'MOMENTO_ENDPOINT',
  startSandbox: (keys) => startMomentoSandbox({ keys }),
};

const millicast: LocalProvider<'apiSecret'> = {
  id: 'millicast',
  name: 'Millicast',
  secretOutput: 'ProviderSecretMillicast',
  demoKeys: () => ({ apiSecret: randomBytes(32).toString('hex') }),
  urlVariable: 'MILLICAST_API_URL',
  async startSandbox(keys) {
    const sandbox = await startMillicastSandbox(keys);
    return { ...sandbox, secrets: { ProviderSecretMillicastViewer: await demoParent(sandbox, keys.apiSecret) } };
  },
};

const providers: readonly LocalProvider[] = [agora, interactivity, momento, millicast];

/** A provider with its keys, and where it is. */
export interface ConnectedProvider {
  /** As commands and the configuration call it. */
  readonly id: Provider;
  readonly name: string;
  /** How real it is, for a person to read. */
  readonly status: string;
  /** The values of its secrets, by stack output. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Variables of its function that have another value here. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** The variables that are asked for, with those of providers that a stage doesn't have. */
export const providerVariables: ReadonlySet<string> = new Set(
  providers.flatMap(({ id, urlVariable }) => [...Object.values(providerKeys[id].fields), urlVariable ?? []].flat()),
);

/** @throws Error that names the variable, when keys are given in part or can't be any, or a URL is none. */
export function checkProviders(environment: Environment): void {
  for (const provider of providers) {
    givenKeys(provider, environment);
    givenUrl(provider, environment);
  }
}

/**
 * Connects the providers that a stage has: to themselves where their keys are given, else to a sandbox. When one can't
 * be, those before it are closed.
 *
 * @param outputs the keys of the stacks' outputs.
 * @throws Error as `checkProviders` does.
 */
export async function connectProviders(
  outputs: ReadonlySet<string>,
  environment: Environment,
): Promise<ConnectedProvider[]> {
  const present = providers.filter(({ secretOutput }) => outputs.has(secretOutput));
  const connected: ConnectedProvider[] = [];
  try {
    for (const provider of present) connected.push(await connect(provider, environment));
    return connected;
  } catch (error) {
    for (const provider of connected) await provider.close();
    throw error;
  }
}

async function connect(provider: LocalProvider, environment: Environment): Promise<ConnectedProvider> {
  const { id, name, secretOutput, urlVariable } = provider;
  const given = givenKeys(provider, environment);
  const keys = given ?? provider.demoKeys();
  const url = givenUrl(provider, environment);
  const common = { id, name, secrets: { [secretOutput]: JSON.stringify(keys) } };

  if (given === undefined && url === undefined && urlVariable !== undefined && provider.startSandbox) {
    const sandbox = await provider.startSandbox(keys);
    return {
      ...common,
      secrets: { ...common.secrets, ...sandbox.secrets },
      status: `sandboxed at ${sandbox.url}`,
      environment: { [urlVariable]: sandbox.url },
      close: () => sandbox.close(),
    };
  }
  const how = given === undefined ? 'demo keys: its tokens are well-formed, but open nothing' : 'real, with your keys';
  return {
    ...common,
    status: url === undefined ? how : `${given === undefined ? 'demo keys' : 'your keys'}, at ${url}`,
    environment: url === undefined || urlVariable === undefined ? {} : { [urlVariable]: url },
    close: async () => {},
  };
}

/** All keys or none: half a pair is a slip of the pen. */
function givenKeys({ id, name }: LocalProvider, environment: Environment): Record<string, string> | undefined {
  const { fields, schema, expected } = providerKeys[id];
  const variables = Object.entries(fields);
  const given = variables.flatMap(([field, variable]) => {
    const value = environment[variable];
    return value === undefined ? [] : [[field, value] as const];
  });
  if (given.length === 0) return undefined;
  const keys = Object.fromEntries(given);
  const missing = variables.filter(([field]) => keys[field] === undefined).map(([, variable]) => variable);
  if (missing.length > 0) throw new Error(`${missing.join(', ')} is not given, but ${name} needs all its keys or none`);
  const { issues } = v.safeParse(schema, keys);
  if (issues === undefined) return keys;
  throw new Error(`${fields[v.getDotPath(issues[0]) ?? ''] ?? name} is not right: expected ${expected}`);
}

/** What is no URL isn't shown: it may be a key that was put there. */
function givenUrl({ urlVariable }: LocalProvider, environment: Environment): string | undefined {
  const url = urlVariable === undefined ? undefined : environment[urlVariable];
  if (url === undefined || (/^https?:\/\//.test(url) && URL.canParse(url))) return url;
  throw new Error(`${urlVariable} is no URL that starts with https:// or http://`);
}
