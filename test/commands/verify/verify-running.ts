import { vi } from 'vitest';
import { connectionOf, connectProviders } from '../../../commands/start/providers.ts';
import { type Row, rowOf } from '../../../commands/verify/check.ts';
import { readDeployedStage, readPassword } from '../../../commands/verify/deployed.ts';
import { stageChecks } from '../../../commands/verify/stage-checks.ts';
import { selectStage } from '../../../lib/config/config.ts';
import type { StageInput } from '../../../lib/config/stage.ts';
import { readAssembly } from '../../../local/assembly/assembly.ts';
import { runAssembly } from '../../../local/run-assembly.ts';
import { passwords } from '../../support/stagepass.ts';

/**
 * What `npm run verify -- --stage NAME` says of an assembly that runs, its secrets filled in.
 *
 * @param secrets in place of those that are right, by stack output.
 */
export async function verifyRunning(
  assemblyDir: string,
  name: string,
  input: StageInput,
  secrets: Readonly<Record<string, string>> = {},
): Promise<Row[]> {
  const stage = selectStage({ [name]: input }, name);
  const outputs = new Set(readAssembly(assemblyDir).flatMap(({ template }) => Object.keys(template.Outputs)));
  const providers = await connectProviders(outputs, {}, stage.providers);
  const connection = connectionOf(providers);
  const stagepass = await runAssembly({
    assemblyDir,
    instancesPerFunction: 1,
    environment: connection.environment,
    secrets: {
      ...connection.secrets,
      CallerSecretclient: JSON.stringify({ username: 'client', password: passwords.client }),
      ...secrets,
    },
  });
  for (const [variable, value] of Object.entries(stagepass.operatorEnvironment)) vi.stubEnv(variable, value);
  try {
    const deployed = await readDeployedStage(name, stage.region);
    const { url, apis } = deployed;
    const password = await readPassword(name, 'client');
    const rows: Row[] = [];
    for (const check of stageChecks({ stage, url, apis, caller: 'client', password, deployed })) {
      rows.push(await rowOf(check));
    }
    return rows;
  } finally {
    vi.unstubAllEnvs();
    await stagepass.close();
    for (const provider of providers) await provider.close();
  }
}

export function failed(rows: readonly Row[]): string[] {
  return rows.filter(({ result }) => result === 'FAIL').map(({ name }) => name);
}
