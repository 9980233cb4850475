import { readCaller } from '../commands/start/callers.ts';
import { type ConnectedProvider, connectionOf, connectProviders } from '../commands/start/providers.ts';
import type { Sandbox } from '../lambda/shared/providers/stand-in.ts';
import { readAssembly } from '../local/assembly/assembly.ts';
import { type FunctionLogLine, type RunningAssembly, runAssembly } from '../local/run-assembly.ts';
import { benchStage } from './stage.ts';

/** An assembly that runs with stand-ins of all its providers. They count their calls and can be made to fail. */
export interface LocalWay {
  readonly stagepass: RunningAssembly;
  /** By the id of the provider that they stand in for: one for each project. */
  readonly sandboxes: ReadonlyMap<string, readonly Sandbox[]>;
  /** The headers of a client's request. */
  readonly headers: { readonly authorization: string };
  close(): Promise<void>;
}

export async function startLocalWay(
  assemblyDir: string,
  options: { readonly instancesPerFunction: number; readonly onLog?: (line: FunctionLogLine) => void },
): Promise<LocalWay> {
  const outputs = new Set(readAssembly(assemblyDir).flatMap(({ template }) => Object.keys(template.Outputs)));
  const providers = await connectProviders(outputs, {}, benchStage.providers);
  const stagepass = await runAssembly({
    assemblyDir,
    ...options,
    ...connectionOf(providers),
  });
  const { username, password } = readCaller(stagepass.secretsManager.get('CallerSecretclient') ?? '');
  return {
    stagepass,
    sandboxes: sandboxesOf(providers),
    headers: { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` },
    async close() {
      await stagepass.close();
      for (const provider of providers) await provider.close();
    },
  };
}

export function sandboxesOf(connected: readonly Pick<ConnectedProvider, 'id' | 'sandbox'>[]): LocalWay['sandboxes'] {
  const found = new Map<string, Sandbox[]>();
  for (const { id, sandbox } of connected) {
    if (sandbox !== undefined) found.set(id, [...(found.get(id) ?? []), sandbox]);
  }
  return found;
}
