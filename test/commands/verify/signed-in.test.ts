import { describe, expect, it, vi } from 'vitest';
import { rowOf } from '../../../commands/verify/check.ts';
import { stageChecks } from '../../../commands/verify/stage-checks.ts';
import { selectStage } from '../../../lib/config/config.ts';
import type { StageInput } from '../../../lib/config/stage.ts';
import { ChangedAssembly } from '../../support/changed-assembly.ts';
import { assemblyOf } from '../../support/synth.ts';
import { failed, verifyRunning } from './verify-running.ts';

// Each test starts a stage and asks it dozens of questions.
vi.setConfig({ testTimeout: 120_000 });

/** Nobody has a password. */
const stage: StageInput = {
  providers: { agora: {} },
  allowedOrigins: ['https://app.example.com'],
  issuers: { app: { issuer: 'https://sign-in.example.com', audience: ['stagepass'] } },
  callers: { client: { audience: 'client', token: { issuer: 'app' } } },
};
const assemblyDir = assemblyOf(stage);

describe('verify of a stage with signed-in users only', () => {
  it('passes as one of them, and skips only what there isn’t', async () => {
    const rows = await verifyRunning(assemblyDir, 'test', stage);
    expect(failed(rows)).toEqual([]);
    expect(rows.filter(({ result }) => result === 'SKIP').map(({ name }) => name)).toEqual([
      'https-only',
      'tls',
      'wrong-password',
      'web-acl',
    ]);
  });

  it('fails where the guard asks for a password after a token', async () => {
    const assembly = new ChangedAssembly(assemblyDir);
    assembly.wrap(
      'guard',
      `import { handler as real } from './real.mjs';
      export async function handler(event) {
        const answer = await real(event);
        if (answer.status !== '401') return answer;
        const basic = { value: 'Basic realm="x", charset="UTF-8"' };
        return { ...answer, headers: { ...answer.headers, 'www-authenticate': [...answer.headers['www-authenticate'], basic] } };
      }`,
    );
    const rows = await verifyRunning(assembly.dir, 'test', stage);
    expect(failed(rows)).toEqual(['challenge', 'foreign-token']);
    expect(rows.find(({ name }) => name === 'foreign-token')?.why).toBe(
      '/openapi.json: WWW-Authenticate has a challenge of Basic',
    );
  });

  it('skips what needs credentials where it has none', async () => {
    const checks = stageChecks({
      stage: selectStage({ test: stage }, 'test'),
      url: 'https://tokens.invalid',
      apis: [],
      asking: undefined,
      sandboxUrl: undefined,
      deployed: undefined,
    });
    for (const name of ['contract', 'token agoraRtc', 'console', 'cors']) {
      const check = checks.find((each) => each.name === name);
      expect(check && (await rowOf(check))).toMatchObject({
        result: 'SKIP',
        why: 'no caller has a password; --bearer asks as a signed-in user',
      });
    }
  });

  it('looks for a challenge of tokens also where their callers are disabled, since the guard has one', () => {
    const checksOf = (disabled: boolean) => {
      const members = { audience: 'client' as const, token: { issuer: 'app' }, disabled };
      const callers = { client: { audience: 'client' as const }, members };
      const checks = stageChecks({
        stage: selectStage({ test: { ...stage, callers } }, 'test'),
        url: 'https://tokens.invalid',
        apis: [],
        asking: undefined,
        sandboxUrl: undefined,
        deployed: undefined,
      });
      return checks.map(({ name }) => name);
    };
    expect(checksOf(false)).toContain('foreign-token');
    expect(checksOf(true)).toContain('foreign-token');
  });
});
