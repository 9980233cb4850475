import { randomBytes } from 'node:crypto';
import type { Environment } from './environment.ts';
import { startInteractivitySandbox } from './sandbox/interactivity.ts';
import { demoParent } from './sandbox/millicast/demo-parent.ts';
import { startMillicastSandbox } from './sandbox/millicast/sandbox.ts';
import { demoApiKey, startMomentoSandbox } from './sandbox/momento.ts';

/** A provider as it is run locally. */
interface LocalProvider<Key extends string = string> {
  /** As commands and the configuration call it. */
  readonly id: string;
  readonly name: string;
  /** The stack output that names its secret. Without it, the stage doesn't have the provider. */
  readonly secretOutput: string;
  /** The fields of the secret, each with the variable that gives it. */
  readonly keys: Readonly<Record<Key, string>>;
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
  keys: { appId: 'APP_ID', appCertificate: 'APP_CERTIFICATE' },
  demoKeys: () => ({ appId: randomBytes(16).toString('hex'), appCertificate: randomBytes(16).toString('hex') }),
};

const interactivity: LocalProvider<'consumerKey' | 'consumerSecret'> = {
  id: 'interactivity',
  name: 'Dolby.io Interactivity',
  secretOutput: 'ProviderSecretInteractivity',
  keys: { consumerKey: 'CONSUMER_KEY', consumerSecret: 'CONSUMER_SECRET' },
  demoKeys: () => ({ consumerKey: 'demo', consumerSecret: randomBytes(16).toString('hex') }),
  urlVariable: 'INTERACTIVITY_TOKEN_URL',
  startSandbox: (keys) => startInteractivitySandbox({ keys }),
};

const momento: LocalProvider<'apiKey'> = {
  id: 'momento',
  name: 'Momento',
  secretOutput: 'ProviderSecretMomento',
  keys: { apiKey: 'MOMENTO_API_KEY' },
  demoKeys: () => ({ apiKey: demoApiKey() }),
  urlVariable: 'MOMENTO_ENDPOINT',
  startSandbox: (keys) => startMomentoSandbox({ keys }),
};

const millicast: LocalProvider<'apiSecret'> = {
  id: 'millicast',
  name: 'Millicast',
  secretOutput: 'ProviderSecretMillicast',
  keys: { apiSecret: 'MILLICAST_API_SECRET' },
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
  readonly id: string;
  readonly name: string;
  /** How real it is, for a person to read. */
  readonly status: string;
  /** The values of its secrets, by stack output. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Variables of its function that have another value here. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * Connects the providers that a stage has: to themselves where their keys are given, else to a sandbox.
 *
 * @param outputs the keys of the stacks' outputs.
 * @throws Error that names the variable, when keys are given in part or a URL is none.
 */
export async function connectProviders(
  outputs: ReadonlySet<string>,
  environment: Environment,
): Promise<ConnectedProvider[]> {
  const present = providers.filter(({ secretOutput }) => outputs.has(secretOutput));
  const connected: ConnectedProvider[] = [];
  for (const provider of present) connected.push(await connect(provider, environment));
  return connected;
}

async function connect(provider: LocalProvider, environment: Environment): Promise<ConnectedProvider> {
  const { id, name, secretOutput, urlVariable } = provider;
  const given = givenKeys(provider, environment);
  const keys = given ?? provider.demoKeys();
  const url = urlVariable === undefined ? undefined : environment[urlVariable];
  if (url !== undefined && !URL.canParse(url)) throw new Error(`${urlVariable} is no URL: ${url}`);
  const common = { id, name, secrets: { [secretOutput]: JSON.stringify(keys) } };

  if (given === undefined && url === undefined && urlVariable !== undefined && provider.startSandbox) {
    const sandbox = await provider.startSandbox(keys);
    return {
      id,
      name,
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
function givenKeys({ name, keys }: LocalProvider, environment: Environment): Record<string, string> | undefined {
  const missing = Object.values(keys).filter((variable) => environment[variable] === undefined);
  if (missing.length === Object.keys(keys).length) return undefined;
  if (missing.length > 0) throw new Error(`${missing.join(', ')} is not given, but ${name} needs all its keys or none`);
  return Object.fromEntries(Object.entries(keys).map(([field, variable]) => [field, environment[variable] as string]));
}
