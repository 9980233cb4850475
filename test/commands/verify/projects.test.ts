import { expect, it } from 'vitest';
import type { StageInput } from '../../../lib/config/stage.ts';
import { assemblyOf } from '../../support/synth.ts';
import { failed, verifyRunning } from './verify-running.ts';

const stage: StageInput = {
  providers: {
    agora: { projects: { eu: {}, us: { tokenVersion: '007' } } },
    interactivity: { projects: { default: {}, beta: {} } },
  },
  callers: { client: { audience: 'client', rights: { interactivity: { projects: ['beta'] } } } },
};

it('asks a stage with projects for a token of each that the caller may have, and misses only what is missing', {
  timeout: 120_000,
}, async () => {
  const unfilled = { ProviderSecretAgoraProjectus: '{"appId":"","appCertificate":""}' };
  const rows = await verifyRunning(assemblyOf(stage), 'test', stage, unfilled);
  const tokens = rows.map(({ name }) => name).filter((name) => name.startsWith('token'));
  expect(tokens).toEqual(
    expect.arrayContaining(['token agoraRtc eu', 'token agoraRtc us', 'token agoraRtm eu', 'token agoraRtm us']),
  );
  expect(tokens.filter((name) => name.includes('interactivity'))).toEqual(['token interactivity beta']);
  expect(failed(rows)).toEqual([...tokens.filter((name) => name.endsWith(' us')), 'secrets']);
  expect(rows.find(({ name }) => name === 'secrets')?.why).toBe(
    'ProviderSecretAgoraProjectus has nothing in appId, appCertificate',
  );
});
