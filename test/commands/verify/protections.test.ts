import { afterAll, describe, expect, inject, it } from 'vitest';
import { providers, type Route } from '../../../api/route.ts';
import { enabledRoutes } from '../../../api/routes.ts';
import { type Row, rowOf } from '../../../commands/verify/check.ts';
import { outsideChecks } from '../../../commands/verify/outside.ts';
import { CALLERS_FILE } from '../../../lambda/authorizer/options.ts';
import { routeName } from '../../../lambda/shared/rights.ts';
import { type RightsHolder, routesOf } from '../../../lib/config/rights.ts';
import { startInteractivitySandbox } from '../../../local/sandbox/interactivity.ts';
import { demoParent } from '../../../local/sandbox/millicast/demo-parent.ts';
import { startMillicastSandbox } from '../../../local/sandbox/millicast/sandbox.ts';
import { startMomentoSandbox } from '../../../local/sandbox/momento.ts';
import { startStagepass } from '../../../local/stagepass.ts';
import { ChangedAssembly } from '../../support/changed-assembly.ts';
import { agoraKeys, interactivityKeys, millicastKeys, momentoKeys, passwords } from '../../support/stagepass.ts';

const interactivity = await startInteractivitySandbox({ keys: interactivityKeys });
const millicast = await startMillicastSandbox(millicastKeys);
const momento = await startMomentoSandbox({ keys: momentoKeys });
afterAll(async () => {
  await interactivity.close();
  await momento.close();
  await millicast.close();
});

const GUARD = /at the edge/;

interface Verified {
  readonly secrets: Readonly<Record<string, string>>;
  readonly isLimited: boolean;
  readonly routes: readonly Route[];
}

/** What `verify` says of an assembly that runs. */
async function verify(
  assemblyDir: string,
  { secrets = {}, isLimited = false, routes = enabledRoutes(providers) }: Partial<Verified> = {},
): Promise<Row[]> {
  const stagepass = await startStagepass({
    assemblyDir,
    instancesPerFunction: 1,
    environment: { INTERACTIVITY_TOKEN_URL: interactivity.url, MOMENTO_ENDPOINT: momento.url },
    secrets: {
      ProviderSecretAgora: JSON.stringify(agoraKeys),
      ProviderSecretInteractivity: JSON.stringify(interactivityKeys),
      ProviderSecretMomento: JSON.stringify(momentoKeys),
      ProviderSecretMillicastViewer: await demoParent(millicast, millicastKeys.apiSecret),
      CallerSecretclient: JSON.stringify({ username: 'client', password: passwords.client }),
      ...secrets,
    },
  });
  try {
    const rows: Row[] = [];
    const checks = outsideChecks({
      url: stagepass.url,
      apis: Object.values(stagepass.apis),
      caller: { name: 'client', password: passwords.client, audience: 'client', isLimited },
      callers: ['client', 'admin'],
      routes,
      allowedOrigins: ['http://localhost:3000', 'http://localhost:5173'],
    });
    for (const check of checks) rows.push(await rowOf(check));
    return rows;
  } finally {
    await stagepass.close();
  }
}

const failed = (rows: readonly Row[]) => rows.filter(({ result }) => result !== 'PASS').map(({ name }) => name);

function withoutGuard(behavior: { LambdaFunctionAssociations?: unknown }): void {
  delete behavior.LambdaFunctionAssociations;
}

/** Every function that answers a route has a file of rights. */
function changeRights(assembly: ChangedAssembly, more: (rights: Record<string, unknown>) => object): void {
  for (const routes of [/client routes/, /admin routes/, /Agora/, /Interactivity/, /Momento/, /viewer/, /manages/]) {
    assembly.edit(routes, 'rights.json', (text) => JSON.stringify({ ...JSON.parse(text), ...more(JSON.parse(text)) }));
  }
}

describe('verify', () => {
  it('passes a stage that is whole', async () => {
    expect(failed(await verify(inject('assemblyDir')))).toEqual([]);
  });

  it('passes for a caller with rights, and asks for no token outside them', async () => {
    const assembly = new ChangedAssembly(inject('assemblyDir'));
    const holder: RightsHolder = { audience: 'client', rights: { routes: ['/access_token'] } };
    const routes = routesOf(holder, enabledRoutes(providers));
    const client = { routes: routes.map(routeName), only: { channels: ['lobby'] } };
    changeRights(assembly, () => ({ client }));
    const rows = await verify(assembly.dir, { isLimited: true, routes });
    expect(rows.filter(({ result }) => result !== 'PASS')).toMatchObject([
      { name: 'token agoraRtc', result: 'SKIP', why: expect.stringContaining('client has no right to /access_token?') },
    ]);
    expect(rows.map(({ name }) => name)).not.toContain('token agoraRtm');
  });

  it.each<[string, (assembly: ChangedAssembly) => void, string[]]>([
    [
      'the guard everywhere',
      (assembly) =>
        assembly.each('AWS::CloudFront::Distribution', ({ DistributionConfig }) => {
          withoutGuard(DistributionConfig.DefaultCacheBehavior);
          DistributionConfig.CacheBehaviors.forEach(withoutGuard);
        }),
      [
        'challenge',
        'wrong-password',
        'forged-caller',
        'contract',
        'token agoraRtc',
        'token agoraRtm',
        'token interactivity',
        'token momento',
        'token millicastViewer',
        'no-store',
        'preflight',
        'cors',
      ],
    ],
    [
      'the guard before the admin routes',
      (assembly) =>
        assembly.each('AWS::CloudFront::Distribution', ({ DistributionConfig }) => {
          const admins = /^\/(admin|millicast)\//;
          for (const behavior of DistributionConfig.CacheBehaviors) {
            if (admins.test(behavior.PathPattern)) withoutGuard(behavior);
          }
        }),
      ['challenge', 'wrong-password', 'forged-caller'],
    ],
    [
      'the guard before the console',
      (assembly) =>
        assembly.each('AWS::CloudFront::Distribution', ({ DistributionConfig }) => {
          withoutGuard(DistributionConfig.DefaultCacheBehavior);
        }),
      ['challenge', 'wrong-password', 'forged-caller', 'no-store', 'cors'],
    ],
    [
      'the console’s files',
      (assembly) =>
        assembly.each('Custom::CDKBucketDeployment', (properties) => {
          properties.DestinationBucketName = 'another';
        }),
      ['console'],
    ],
    [
      'the console’s policy',
      (assembly) =>
        assembly.each('AWS::CloudFront::ResponseHeadersPolicy', ({ ResponseHeadersPolicyConfig: policy }) => {
          const { ContentSecurityPolicy } = policy.SecurityHeadersConfig;
          const { ContentSecurityPolicy: text } = ContentSecurityPolicy;
          ContentSecurityPolicy.ContentSecurityPolicy = text.replace("script-src 'self'", "script-src 'unsafe-inline'");
        }),
      ['console'],
    ],
    [
      'the comparison of passwords',
      (assembly) =>
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
      ['wrong-password'],
    ],
    [
      'the guard’s word on who calls',
      (assembly) =>
        assembly.wrap(
          GUARD,
          `import { handler as real } from './real.mjs';
          export async function handler(event) {
            const { request } = event.Records[0].cf;
            return request.headers['x-stagepass-caller'] === undefined ? real(event) : request;
          }`,
        ),
      ['forged-caller'],
    ],
    [
      'the audience of callers',
      (assembly) => {
        assembly.edit(GUARD, 'guard.json', (text) => text.replaceAll('"audience":"client"', '"audience":"admin"'));
        assembly.edit(/call the admin API/, CALLERS_FILE, () => JSON.stringify({ client: 'a key', admin: 'a key' }));
        // The functions know whose a route is, too.
        changeRights(assembly, ({ admin }) => ({ client: admin }));
      },
      ['admin-closed'],
    ],
    [
      'the authorizer before the APIs',
      (assembly) => {
        assembly.each('AWS::ApiGateway::Method', (method) => {
          method.AuthorizationType = 'NONE';
          delete method.AuthorizerId;
        });
        // Whom nobody let in has no rights.
        changeRights(assembly, ({ admin }) => ({ '': admin }));
      },
      ['api-closed'],
    ],
    [
      'the grant to pages, on answers',
      (assembly) =>
        assembly.each('AWS::CloudFront::ResponseHeadersPolicy', ({ ResponseHeadersPolicyConfig }) => {
          delete ResponseHeadersPolicyConfig.CorsConfig;
        }),
      ['cors'],
    ],
    [
      'the list of pages, from answers',
      (assembly) =>
        assembly.each('AWS::CloudFront::ResponseHeadersPolicy', ({ ResponseHeadersPolicyConfig: { CorsConfig } }) => {
          CorsConfig?.AccessControlAllowOrigins.Items.push('https://page.invalid');
        }),
      ['cors'],
    ],
    [
      'the grant to pages, at the edge',
      (assembly) =>
        assembly.edit(GUARD, 'guard.json', (text) =>
          text.replace(/"allowedOrigins":\[[^\]]*\]/, '"allowedOrigins":[]'),
        ),
      ['preflight', 'cors'],
    ],
    [
      'the security headers of answers',
      (assembly) =>
        assembly.each('AWS::CloudFront::ResponseHeadersPolicy', ({ ResponseHeadersPolicyConfig }) => {
          delete ResponseHeadersPolicyConfig.SecurityHeadersConfig;
        }),
      ['console', 'security-headers'],
    ],
    [
      'the security headers of refusals',
      (assembly) => assembly.edit(GUARD, 'index.mjs', (text) => text.replaceAll('nosniff', 'sniff')),
      ['security-headers'],
    ],
    [
      'the word against caching, from answers',
      (assembly) =>
        assembly.edit(/contract of the client routes/, 'index.mjs', (text) =>
          text.replaceAll('no-store', 'max-age=60'),
        ),
      ['no-store'],
    ],
    [
      'the word against caching, from what API Gateway answers',
      (assembly) =>
        assembly.each('AWS::ApiGateway::GatewayResponse', ({ ResponseParameters }) => {
          delete ResponseParameters['gatewayresponse.header.Cache-Control'];
        }),
      ['no-store'],
    ],
    [
      'a route',
      (assembly) =>
        assembly.edit(/contract of the client routes/, 'openapi.json', (text) =>
          text.replace('"/rtm_token"', '"/rtm"'),
        ),
      ['contract'],
    ],
  ])('fails in the right rows without %s', async (_what, take, rows) => {
    const assembly = new ChangedAssembly(inject('assemblyDir'));
    take(assembly);
    expect(failed(await verify(assembly.dir))).toEqual(rows);
  });

  it('fails in the right rows without a provider’s keys', async () => {
    const secrets = { ProviderSecretAgora: '{"appId":"","appCertificate":""}' };
    const rows = await verify(inject('assemblyDir'), { secrets });
    expect(failed(rows)).toEqual(['token agoraRtc', 'token agoraRtm']);
    expect(rows.find(({ name }) => name === 'token agoraRtc')?.why).toBe('503 not_configured');
  });
});
