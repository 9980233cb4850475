import { vi } from 'vitest';
import { type ConnectedIssuers, connectIssuers, guardEnvironment } from '../../../commands/start/issuers.ts';
import { connectionOf, connectProviders } from '../../../commands/start/providers.ts';
import { type Row, rowOf } from '../../../commands/verify/check.ts';
import { readDeployedStage, readPassword } from '../../../commands/verify/deployed.ts';
import { basic } from '../../../commands/verify/outside.ts';
import { stageChecks } from '../../../commands/verify/stage-checks.ts';
import { selectStage } from '../../../lib/config/config.ts';
import type { StageConfig, StageInput } from '../../../lib/config/stage.ts';
import { readAssembly } from '../../../local/assembly/assembly.ts';
import { runAssembly } from '../../../local/run-assembly.ts';
import { passwords } from '../../support/stagepass.ts';

/**
 * What `npx stagepass verify --stage NAME` says of an assembly that runs, its secrets filled in. It asks as the caller `client`.
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
  const issuers = await connectIssuers(stage, { real: false });
  const connection = connectionOf(providers);
  const stagepass = await runAssembly({
    assemblyDir,
    instancesPerFunction: 1,
    environment: connection.environment,
    ...(issuers.sandbox && { edgeEnvironment: guardEnvironment(issuers.sandbox.keyUrls) }),
    secrets: {
      ...connection.secrets,
      ...(outputs.has('CallerSecretclient') && {
        CallerSecretclient: JSON.stringify({ username: 'client', password: passwords.client }),
      }),
      ...secrets,
    },
  });
  for (const [variable, value] of Object.entries(stagepass.operatorEnvironment)) vi.stubEnv(variable, value);
  try {
    const deployed = await readDeployedStage(name, stage.regions);
    const { url, apis } = deployed;
    const asking = await credentials(issuers, stage, name);
    const rows: Row[] = [];
    const sandboxUrl = issuers.sandbox?.url;
    for (const check of stageChecks({ stage, url, apis, asking, sandboxUrl, deployed })) {
      rows.push(await rowOf(check));
    }
    return rows;
  } finally {
    vi.unstubAllEnvs();
    await stagepass.close();
    for (const provider of providers) await provider.close();
    await issuers.close();
  }
}

async function credentials({ sandbox }: ConnectedIssuers, stage: StageConfig, name: string) {
  if (stage.callers.client?.token === undefined) {
    return { caller: 'client', authorization: basic('client', await readPassword(name, 'client')) };
  }
  return { caller: 'client', authorization: `Bearer ${await sandbox?.token({ user: 'ada', caller: 'client' })}` };
}

export function failed(rows: readonly Row[]): string[] {
  return rows.filter(({ result }) => result === 'FAIL').map(({ name }) => name);
}
