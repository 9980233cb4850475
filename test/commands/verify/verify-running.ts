import { vi } from 'vitest';
import { type Row, rowOf } from '../../../commands/verify/check.ts';
import { readDeployedStage, readPassword } from '../../../commands/verify/deployed.ts';
import { stageChecks } from '../../../commands/verify/stage-checks.ts';
import { startInteractivitySandbox } from '../../../lambda/interactivity/sandbox/sandbox.ts';
import { demoParent } from '../../../lambda/millicast/sandbox/demo-parent.ts';
import { startMillicastSandbox } from '../../../lambda/millicast/sandbox/sandbox.ts';
import { startMomentoSandbox } from '../../../lambda/momento/sandbox/sandbox.ts';
import { selectStage } from '../../../lib/config/config.ts';
import type { StageInput } from '../../../lib/config/stage.ts';
import { runAssembly } from '../../../local/run-assembly.ts';
import { agoraKeys, interactivityKeys, millicastKeys, momentoKeys, passwords } from '../../support/stagepass.ts';

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
  const interactivity = await startInteractivitySandbox({ keys: interactivityKeys });
  const millicast = await startMillicastSandbox(millicastKeys);
  const momento = await startMomentoSandbox({ keys: momentoKeys });
  const stagepass = await runAssembly({
    assemblyDir,
    instancesPerFunction: 1,
    environment: { INTERACTIVITY_TOKEN_URL: interactivity.url, MOMENTO_ENDPOINT: momento.url },
    secrets: {
      ProviderSecretAgora: JSON.stringify(agoraKeys),
      ProviderSecretInteractivity: JSON.stringify(interactivityKeys),
      ProviderSecretMomento: JSON.stringify(momentoKeys),
      ProviderSecretMillicast: JSON.stringify(millicastKeys),
      ProviderSecretMillicastViewer: await demoParent(millicast, millicastKeys.apiSecret),
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
    for (const sandbox of [interactivity, momento, millicast]) await sandbox.close();
  }
}

export function failed(rows: readonly Row[]): string[] {
  return rows.filter(({ result }) => result === 'FAIL').map(({ name }) => name);
}
