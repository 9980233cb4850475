import { describe, expect, it, vi } from 'vitest';
import { ChangedAssembly } from '../../support/changed-assembly.ts';
import { assemblyOf } from '../../support/synth.ts';
import { ownStage } from './own-stage.ts';
import { failed, verifyRunning } from './verify-running.ts';
import { withoutEveryProtection } from './without-protections.ts';

// Each test starts a stage and asks it dozens of questions.
vi.setConfig({ testTimeout: 120_000 });

const assemblyDir = assemblyOf(ownStage);

describe('verify of a stage with a domain, a web ACL, rotation and two regions', () => {
  it('passes when it is whole', async () => {
    const rows = await verifyRunning(assemblyDir, 'test', ownStage);
    expect(failed(rows)).toEqual([]);
    // The way to one's own machine isn't asked.
    expect(rows.filter(({ result }) => result === 'SKIP').map(({ name }) => name)).toEqual(['https-only', 'tls']);
  });

  it('fails in every row that asks from outside when nothing protects it', async () => {
    const assembly = new ChangedAssembly(assemblyDir);
    withoutEveryProtection(assembly);
    expect(failed(await verifyRunning(assembly.dir, 'test', ownStage))).toEqual([
      'challenge',
      'wrong-password',
      'forged-caller',
      'contract',
      'token agoraRtc',
      'token agoraRtm',
      'token agoraUiKitRtc',
      'token agoraUiKitRtm',
      'token interactivity',
      'token momento',
      'token millicastViewer',
      'admin-closed',
      'console',
      'security-headers',
      'no-store',
      'preflight',
      'cors',
      'api-closed',
      'guard',
    ]);
  });
});
