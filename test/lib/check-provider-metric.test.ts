import { expect, it } from 'vitest';
import { selectStage } from '../../lib/config/config.ts';
import type { StageInput } from '../../lib/config/stage.ts';
import { checkProviderMetric } from '../../lib/operations/check-provider-metric.ts';

const scope = { cache: 'game', items: { role: 'readonly' } } as const;
const shared = { kind: 'shared-secret' as const, urls: ['turn:turn.example.com'] };
const plain: StageInput = {
  providers: {
    agora: {},
    livekit: { url: 'wss://livekit.example.com' },
    momento: { client: scope, admin: scope },
    turn: { projects: { own: shared, cloud: { kind: 'cloudflare' } } },
  },
  callers: { client: { audience: 'client' }, admin: { audience: 'admin' } },
};
const withUsers: StageInput = {
  ...plain,
  issuers: { app: { issuer: 'https://sign-in.example.com', audience: ['stagepass'] } },
  callers: { ...plain.callers, members: { audience: 'client', token: { issuer: 'app' } } },
};

type Asked = Parameters<typeof checkProviderMetric>;

function said(stage: StageInput, name: Asked[1], provider: Asked[2], project: Asked[3]): string {
  try {
    checkProviderMetric(selectStage({ test: stage }, 'test'), name, provider, project);
    return 'accepted';
  } catch (error) {
    return String(error);
  }
}

it.each([
  [plain, 'Vended', 'agora'],
  [plain, 'Vended', 'turn', 'own'],
  [plain, 'ProviderErrors', 'momento'],
  [plain, 'ProviderErrors', 'turn'],
  [plain, 'ProviderLatency', 'turn', 'cloud'],
  // Its sessions are ended over the network, where the stage has users to end them of.
  [withUsers, 'ProviderErrors', 'livekit'],
] as const)('a metric that a function reports is taken', (...[stage, name, provider, project]) => {
  expect(said(stage, name, provider, project)).toBe('accepted');
});

it.each([
  [plain, 'Vended', 'zoom', undefined, 'of "zoom": the stage has agora, momento, livekit, turn'],
  [plain, 'Vended', 'agora', 'eu', 'agora has no project "eu": it has none'],
  [plain, 'ProviderErrors', 'turn', 'eu', 'turn has no project "eu": it has own, cloud'],
  [plain, 'ProviderErrors', 'agora', undefined, 'ProviderErrors of agora: it signs tokens itself'],
  [plain, 'ProviderLatency', 'livekit', undefined, 'it is there for momento, turn'],
  [withUsers, 'ProviderLatency', 'agora', undefined, 'it is there for momento, livekit, turn'],
  [plain, 'ProviderLatency', 'turn', 'own', 'of turn’s project own'],
] as const)('a metric that no function reports is refused, and which there are is said', (...given) => {
  const [stage, name, provider, project, why] = given;
  expect(said(stage, name, provider, project)).toMatch(/^ConfigError: /);
  expect(said(stage, name, provider, project)).toContain(why);
});
