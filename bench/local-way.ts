import { readCaller } from '../commands/start/callers.ts';
import { connectProviders } from '../commands/start/providers.ts';
import { type InteractivitySandbox, startInteractivitySandbox } from '../lambda/interactivity/sandbox/sandbox.ts';
import { readAssembly } from '../local/assembly/assembly.ts';
import { type FunctionLogLine, type RunningAssembly, runAssembly } from '../local/run-assembly.ts';

/** An assembly that runs with stand-ins of all its providers, one of which can be counted and made to fail. */
export interface LocalWay {
  readonly stagepass: RunningAssembly;
  readonly interactivity: InteractivitySandbox;
  /** The headers of a client's request. */
  readonly headers: { readonly authorization: string };
  close(): Promise<void>;
}

export async function startLocalWay(
  assemblyDir: string,
  options: { readonly instancesPerFunction: number; readonly onLog?: (line: FunctionLogLine) => void },
): Promise<LocalWay> {
  const keys = { consumerKey: 'bench', consumerSecret: 'the-secret-of-the-bench' };
  const interactivity = await startInteractivitySandbox({ keys });
  const outputs = new Set(readAssembly(assemblyDir).flatMap(({ template }) => Object.keys(template.Outputs)));
  const providers = await connectProviders(outputs, {
    CONSUMER_KEY: keys.consumerKey,
    CONSUMER_SECRET: keys.consumerSecret,
    INTERACTIVITY_TOKEN_URL: interactivity.url,
  });
  const stagepass = await runAssembly({
    assemblyDir,
    ...options,
    secrets: Object.assign({}, ...providers.map(({ secrets }) => secrets)),
    environment: Object.assign({}, ...providers.map(({ environment }) => environment)),
  });
  const { username, password } = readCaller(stagepass.secretsManager.get('CallerSecretclient') ?? '');
  return {
    stagepass,
    interactivity,
    headers: { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` },
    async close() {
      await stagepass.close();
      for (const provider of providers) await provider.close();
      await interactivity.close();
    },
  };
}
