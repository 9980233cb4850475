import { describe, expect, it, vi } from 'vitest';
import { CALLERS_FILE } from '../../../lambda/authorizer/options.ts';
import { enabledRoutes } from '../../../lambda/contract.ts';
import { routeName } from '../../../lambda/shared/rights/rights.ts';
import { routesOf } from '../../../lib/config/rights.ts';
import type { StageInput } from '../../../lib/config/stage.ts';
import config from '../../project/stagepass.config.ts';
import { ChangedAssembly } from '../../support/changed-assembly.ts';
import { assemblyOf } from '../../support/synth.ts';
import { tokenRows } from './token-rows.ts';
import { failed, verifyRunning } from './verify-running.ts';
import { changeRights, withoutGuard } from './without-protections.ts';

// Each test starts a stage and asks it dozens of questions.
vi.setConfig({ testTimeout: 120_000 });

const GUARD = 'guard';

const dev = config.dev as StageInput;

/** Each case starts it anew, so it has only one provider. */
const lean: StageInput = {
  ...dev,
  providers: { agora: {} },
  callers: { client: { audience: 'client' }, admin: { audience: 'admin' } },
};
const leanAssembly = assemblyOf(lean, 'dev');

/** What is taken out of a stage, and the rows that tell so. */
interface Loss {
  readonly what: string;
  readonly take: (assembly: ChangedAssembly) => void;
  readonly rows: readonly string[];
}

/** Starting a stage takes longest, so those that no row has in common are taken out together. */
const losses: readonly (readonly Loss[])[] = [
  [
    {
      what: 'the guard everywhere',
      take: (assembly) =>
        assembly.each('AWS::CloudFront::Distribution', ({ DistributionConfig }) => {
          withoutGuard(DistributionConfig.DefaultCacheBehavior);
          DistributionConfig.CacheBehaviors.forEach(withoutGuard);
        }),
      rows: [
        'challenge',
        'wrong-password',
        'forged-caller',
        'contract',
        ...tokenRows(lean),
        'no-store',
        'preflight',
        'cors',
        'guard',
      ],
    },
  ],
  [
    {
      what: 'the guard before the admin routes',
      take: (assembly) =>
        assembly.each('AWS::CloudFront::Distribution', ({ DistributionConfig }) => {
          const admins = /^\/(admin|millicast)\//;
          for (const behavior of DistributionConfig.CacheBehaviors) {
            if (admins.test(behavior.PathPattern)) withoutGuard(behavior);
          }
        }),
      rows: ['challenge', 'wrong-password', 'forged-caller', 'guard'],
    },
    {
      what: 'the console’s files',
      take: (assembly) =>
        assembly.each('Custom::CDKBucketDeployment', (properties) => {
          properties.DestinationBucketName = 'another';
        }),
      rows: ['console'],
    },
    {
      what: 'the list of pages, from answers',
      take: (assembly) =>
        assembly.each('AWS::CloudFront::ResponseHeadersPolicy', ({ ResponseHeadersPolicyConfig: { CorsConfig } }) => {
          CorsConfig?.AccessControlAllowOrigins.Items.push('https://page.invalid');
        }),
      rows: ['cors'],
    },
    {
      what: 'the security headers of refusals',
      take: (assembly) => assembly.edit(GUARD, 'index.mjs', (text) => text.replaceAll('nosniff', 'sniff')),
      rows: ['security-headers'],
    },
    {
      what: 'the word against caching, from answers',
      take: (assembly) =>
        assembly.edit('openapi-client', 'index.mjs', (text) => text.replaceAll('no-store', 'max-age=60')),
      rows: ['no-store'],
    },
  ],
  [
    {
      what: 'the guard before the console',
      take: (assembly) =>
        assembly.each('AWS::CloudFront::Distribution', ({ DistributionConfig }) => {
          withoutGuard(DistributionConfig.DefaultCacheBehavior);
        }),
      rows: ['challenge', 'wrong-password', 'forged-caller', 'no-store', 'cors', 'guard'],
    },
    {
      what: 'the console’s policy',
      take: (assembly) =>
        assembly.each('AWS::CloudFront::ResponseHeadersPolicy', ({ ResponseHeadersPolicyConfig: policy }) => {
          const { ContentSecurityPolicy } = policy.SecurityHeadersConfig;
          const { ContentSecurityPolicy: text } = ContentSecurityPolicy;
          ContentSecurityPolicy.ContentSecurityPolicy = text.replace("script-src 'self'", "script-src 'unsafe-inline'");
        }),
      rows: ['console'],
    },
    {
      what: 'a route',
      take: (assembly) =>
        assembly.edit('openapi-client', 'openapi.json', (text) => text.replace('"/rtm_token"', '"/rtm"')),
      rows: ['contract'],
    },
  ],
  [
    {
      what: 'the comparison of passwords',
      take: (assembly) =>
        assembly.wrap(
          GUARD,
          `import { handler as real } from './real.mjs';
          export async function handler(event) {
            const { request } = event.Records[0].cf;
            const given = request.headers.authorization?.[0].value ?? '';
            const name = Buffer.from(given.slice('Basic '.length), 'base64').toString().split(':')[0];
            const answer = await real(event);
            if (answer.status !== '401' || name === '') return answer;
            delete request.headers.authorization;
            return { ...request, headers: { ...request.headers, 'x-stagepass-caller': [{ value: name }] } };
          }`,
        ),
      rows: ['wrong-password'],
    },
    {
      what: 'the authorizer before the APIs',
      take: (assembly) => {
        assembly.each('AWS::ApiGateway::Method', (method) => {
          method.AuthorizationType = 'NONE';
          delete method.AuthorizerId;
        });
        // Whom nobody let in has no rights.
        changeRights(assembly, ({ admin }) => ({ '': admin }));
      },
      rows: ['api-closed'],
    },
    {
      what: 'the grant to pages, on answers',
      take: (assembly) =>
        assembly.each('AWS::CloudFront::ResponseHeadersPolicy', ({ ResponseHeadersPolicyConfig }) => {
          delete ResponseHeadersPolicyConfig.CorsConfig;
        }),
      rows: ['cors'],
    },
    {
      what: 'the word against caching, from what API Gateway answers',
      take: (assembly) =>
        assembly.each('AWS::ApiGateway::GatewayResponse', ({ ResponseParameters }) => {
          delete ResponseParameters['gatewayresponse.header.Cache-Control'];
        }),
      rows: ['no-store'],
    },
  ],
  [
    {
      what: 'the guard’s word on who calls',
      take: (assembly) =>
        assembly.wrap(
          GUARD,
          `import { handler as real } from './real.mjs';
          export async function handler(event) {
            const { request } = event.Records[0].cf;
            return request.headers['x-stagepass-caller'] === undefined ? real(event) : request;
          }`,
        ),
      rows: ['forged-caller'],
    },
    {
      what: 'the security headers of answers',
      take: (assembly) =>
        assembly.each('AWS::CloudFront::ResponseHeadersPolicy', ({ ResponseHeadersPolicyConfig }) => {
          delete ResponseHeadersPolicyConfig.SecurityHeadersConfig;
        }),
      rows: ['console', 'security-headers'],
    },
    {
      what: 'the grant to pages, at the edge',
      take: (assembly) =>
        assembly.edit(GUARD, 'guard.json', (text) =>
          text.replace(/"allowedOrigins":\[[^\]]*\]/, '"allowedOrigins":[]'),
        ),
      rows: ['preflight', 'cors'],
    },
  ],
  [
    {
      what: 'the look at whose page asks',
      take: (assembly) =>
        assembly.wrap(
          GUARD,
          `import { handler as real } from './real.mjs';
          export async function handler(event) {
            const { request } = event.Records[0].cf;
            if (request.method === 'GET') request.headers['sec-fetch-site'] = [{ value: 'same-origin' }];
            return real(event);
          }`,
        ),
      rows: ['foreign-page'],
    },
    {
      what: 'the audience of callers',
      take: (assembly) => {
        assembly.edit(GUARD, 'guard.json', (text) => text.replaceAll('"audience":"client"', '"audience":"admin"'));
        assembly.edit('authorizer-admin', CALLERS_FILE, () => JSON.stringify({ client: 'a key', admin: 'a key' }));
        // The functions know whose a route is, too.
        changeRights(assembly, ({ admin }) => ({ client: admin }));
      },
      rows: ['admin-closed'],
    },
  ],
];

describe('verify', () => {
  it('passes for a caller with rights, and asks for no token outside them', async () => {
    const assembly = new ChangedAssembly(leanAssembly);
    const routes = routesOf({ audience: 'client', rights: { routes: ['/access_token'] } }, enabledRoutes(['agora']));
    const client = { routes: routes.map(routeName), only: { channels: ['lobby'] } };
    changeRights(assembly, () => ({ client }));
    const limited: StageInput = {
      ...lean,
      callers: {
        ...lean.callers,
        client: { audience: 'client', rights: { routes: ['/access_token'], agora: { channels: ['lobby'] } } },
      },
    };
    const rows = await verifyRunning(assembly.dir, 'dev', limited);
    expect(failed(rows)).toEqual([]);
    expect(rows.find(({ name }) => name === 'token agoraRtc')).toMatchObject({
      result: 'SKIP',
      why: expect.stringContaining('client has no right to /access_token?'),
    });
    expect(rows.map(({ name }) => name)).not.toContain('token agoraRtm');
  });

  it.each(losses.map((lost): [string, readonly Loss[]] => [lost.map(({ what }) => what).join(', '), lost]))(
    'fails in the right rows without %s',
    async (_what, lost) => {
      const rows = lost.flatMap((loss) => loss.rows);
      expect(new Set(rows).size).toBe(rows.length);
      const assembly = new ChangedAssembly(leanAssembly);
      for (const { take } of lost) take(assembly);
      expect(failed(await verifyRunning(assembly.dir, 'dev', lean)).sort()).toEqual(rows.sort());
    },
  );

  it('fails in the right rows without a provider’s keys', async () => {
    const secrets = { ProviderSecretAgora: '{"appId":"","appCertificate":""}' };
    const rows = await verifyRunning(leanAssembly, 'dev', lean, secrets);
    expect(failed(rows)).toEqual([
      'token agoraRtc',
      'token agoraRtm',
      'token agoraUiKitRtc',
      'token agoraUiKitRtm',
      'secrets',
    ]);
    expect(rows.find(({ name }) => name === 'token agoraRtc')?.why).toBe('503 not_configured');
  });
});
