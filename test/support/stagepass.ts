import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { afterAll, expect } from 'vitest';
import { connectProviders } from '../../commands/start/providers.ts';
import { startInteractivitySandbox } from '../../lambda/interactivity/sandbox/sandbox.ts';
import { demoParent } from '../../lambda/millicast/sandbox/demo-parent.ts';
import { startMillicastSandbox } from '../../lambda/millicast/sandbox/sandbox.ts';
import { demoApiKey, startMomentoSandbox } from '../../lambda/momento/sandbox/sandbox.ts';
import { providers } from '../../lambda/providers.ts';
import { selectStage } from '../../lib/config/config.ts';
import { providerSecretOutput } from '../../lib/secrets/secret-names.ts';
import { readAssembly } from '../../local/assembly/assembly.ts';
import { type RunAssemblyOptions, type RunningAssembly, runAssembly } from '../../local/run-assembly.ts';
import config from '../project/stagepass.config.ts';
import { Confidential } from './confidential.ts';
import { expectContract } from './contract.ts';

/** Well-formed and nobody's: Agora's published test vectors use them. */
export const agoraKeys = {
  appId: '970CA35de60c44645bbae8a215061b33',
  appCertificate: '5CFd2fd1755d40ecb72977518be15d3b',
};

export const interactivityKeys = { consumerKey: 'consumer-key-of-a-test', consumerSecret: 'consumer-secret-of-a-test' };

export const momentoKeys = { apiKey: demoApiKey() };
export const millicastKeys = { apiSecret: 'api-secret-of-a-test' };

/** Holds a colon, a quote and letters beyond ASCII: all of them may be part of a password. */
export const passwords = { client: 'pass:wörd"of ✓ the client', admin: 'password-of-the-admin' };

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of it
  readonly body: any;
}

export interface Asked<Headers = OutgoingHttpHeaders> {
  readonly method?: string;
  readonly headers?: Headers;
  readonly body?: string;
  /** The address to ask from: another one is another viewer. */
  readonly localAddress?: string;
}

/** All that a test file used that must not be seen, and all that anybody may see: searched when the file is done. */
export const confidential = new Confidential();
export const seen: string[] = [];

let testFile: string | undefined;

/** A worker may have run another file before, whose values may be anybody's here. */
function forgetOtherFiles(): void {
  const { testPath } = expect.getState();
  if (testPath === undefined) throw new Error('vitest does not say which file this is');
  if (testPath === testFile) return;
  testFile = testPath;
  confidential.clear();
  seen.length = 0;
}

function record({ status, headers, text }: Pick<Answer, 'status' | 'headers' | 'text'>): void {
  // A contract's examples look like tokens, and are nobody's.
  if (status < 400 && !text.startsWith('{"openapi"')) confidential.addTokens('a vended token', text);
  else seen.push(`${status} ${JSON.stringify(headers)} ${text}`);
}

type Sent = Asked<OutgoingHttpHeaders | readonly string[]>;

/** What the contract says of the route is expected of every answer. */
export async function send(url: string, options: Sent = {}): Promise<Answer> {
  const answer = await ask(url, options);
  const { method = 'GET', body } = options;
  // CloudFront itself refuses a GET that has a body, and knows nothing of our contract.
  if (method === 'GET' && body !== undefined) return answer;
  // The origins have the stage's name before the path.
  expectContract(method, new URL(url).pathname.replace(/^\/dev(?=\/)/, ''), answer);
  return answer;
}

function ask(url: string, { method = 'GET', headers = {}, body, localAddress }: Sent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, ...(localAddress && { localAddress }) }, (answer) => {
      answer.setEncoding('utf8');
      let text = '';
      answer.on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => {
        record({ status: answer.statusCode ?? 0, headers: answer.headers, text });
        const isJson = text !== '' && answer.headers['content-type']?.startsWith('application/json');
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          text,
          body: isJson ? JSON.parse(text) : undefined,
        });
      });
      answer.on('error', reject);
    });
    sent.on('error', reject);
    // Node leaves the length out where a body is unusual, as on DELETE.
    if (body !== undefined && !Array.isArray(headers)) sent.setHeader('content-length', Buffer.byteLength(body));
    sent.end(body);
  });
}

export function basic(name: string, password: string): string {
  return `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
}

type Ask = (
  path: string,
  options?: { method?: string; headers?: OutgoingHttpHeaders; body?: string },
) => Promise<Answer>;

/**
 * Asks as a caller does, through the whole way, with its password of that moment.
 * @param secretId of its secret.
 */
export function asCaller(stagepass: RunningAssembly, secretId: string): Ask {
  return (path, options = {}) => {
    const { username, password } = JSON.parse(stagepass.secretsManager.get(secretId) ?? '');
    return send(`${stagepass.url}${path}`, {
      ...options,
      headers: { authorization: basic(username, password), ...options.headers },
    });
  };
}

const ofOthers = new Set(
  providers
    .filter(({ id }) => !['agora', 'interactivity', 'momento', 'millicast'].includes(id))
    .flatMap(({ functions }) => functions.map(({ secret: { owner } }) => providerSecretOutput(owner))),
);

/** The outputs of what else the assembly has of the list: it stands before what it is on localhost. */
function otherOutputs(assemblyDir: string): ReadonlySet<string> {
  const outputs = readAssembly(assemblyDir).flatMap(({ template }) => Object.keys(template.Outputs));
  return new Set(outputs.filter((output) => ofOthers.has(output)));
}

/** The running assembly with a stand-in of each provider behind it, ended when the test file is done. */
export async function startForTests(
  assemblyDir: string,
  { momentoNow, ...options }: Partial<RunAssemblyOptions> & { readonly momentoNow?: () => number } = {},
) {
  forgetOtherFiles();
  const interactivity = await startInteractivitySandbox({ keys: interactivityKeys });
  const momento = await startMomentoSandbox({ keys: momentoKeys, ...(momentoNow && { now: momentoNow }) });
  const millicast = await startMillicastSandbox(millicastKeys);
  const others = await connectProviders(otherOutputs(assemblyDir), {}, selectStage(config, 'dev').providers);
  const running = await runAssembly({
    assemblyDir,
    ...options,
    onLog(line) {
      seen.push(line.text);
      options.onLog?.(line);
    },
    environment: {
      INTERACTIVITY_TOKEN_URL: interactivity.url,
      MOMENTO_ENDPOINT: momento.url,
      MILLICAST_API_URL: millicast.url,
      ...Object.assign({}, ...others.flatMap(({ environment, kicks }) => [environment, kicks])),
      ...options.environment,
    },
    secrets: {
      ProviderSecretAgora: JSON.stringify(agoraKeys),
      ProviderSecretInteractivity: JSON.stringify(interactivityKeys),
      ProviderSecretMomento: JSON.stringify(momentoKeys),
      ProviderSecretMillicast: JSON.stringify(millicastKeys),
      ProviderSecretMillicastViewer: await demoParent(millicast, millicastKeys.apiSecret),
      ...Object.assign({}, ...others.map(({ secrets }) => secrets)),
      CallerSecretclient: JSON.stringify({ username: 'client', password: passwords.client }),
      CallerSecretadmin: JSON.stringify({ username: 'admin', password: passwords.admin }),
      ...options.secrets,
    },
  });
  const secretsManager = {
    ...running.secretsManager,
    put(secretId: string, value: string) {
      confidential.addFields(secretId, value);
      return running.secretsManager.put(secretId, value);
    },
  };
  const stagepass = { ...running, secretsManager };
  const originSecret = running.outputs.CallerSecretclient?.replace('/caller/client', '/origin') ?? '';
  for (const id of [...Object.keys(running.outputs).filter((output) => output.includes('Secret')), originSecret]) {
    confidential.addFields(id, secretsManager.get(id) ?? '');
  }
  afterAll(async () => {
    await stagepass.close();
    await interactivity.close();
    await momento.close();
    await millicast.close();
    for (const other of others) await other.close();
    expect(confidential.foundIn(seen.join('\n'))).toEqual([]);
  });

  /** Asks as a caller does, through the whole way. */
  function as(caller: keyof typeof passwords) {
    return (path: string, options: Asked = {}) =>
      send(`${stagepass.url}${path}`, {
        ...options,
        headers: { authorization: basic(caller, passwords[caller]), ...options.headers },
      });
  }

  return { stagepass, interactivity, millicast, momento, client: as('client'), admin: as('admin') };
}
