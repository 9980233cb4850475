import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Row, rowOf } from '../../../commands/verify/check.ts';
import { apiUrls, deployedChecks, readDeployedStage, readPassword } from '../../../commands/verify/deployed.ts';
import { type Account, type DistributionFacts, startControlPlane } from '../../support/control-plane.ts';

const GUARD = 'arn:aws:lambda:us-east-1:123456789012:function:Stagepass-dev-Edge-Guard-x:7';
const AGORA = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:Agora-abcdef';

const distribution: DistributionFacts = {
  status: 'Deployed',
  enabled: true,
  guards: { '*': GUARD, '/admin/*': GUARD },
  origins: ['client', 'admin'].map((api) => ({
    domainName: `${api}.execute-api.us-east-1.amazonaws.com`,
    protocolPolicy: 'https-only',
    headers: { 'X-Stagepass-Origin': 'the-origin-secret' },
  })),
};

const apiOutputs = {
  ClientApiEndpointE7D4A4EA: 'https://client.execute-api.us-east-1.amazonaws.com/dev/',
  AdminApiEndpointE4C3D978: 'https://admin.execute-api.us-east-1.amazonaws.com/dev/',
};

const account: Account = {
  stacks: {
    'Stagepass-dev-Edge': { Url: 'https://d111.cloudfront.net', DistributionId: 'E111' },
    'Stagepass-dev-Api': { ProviderSecretAgora: AGORA, ...apiOutputs },
  },
  distribution,
  secrets: {
    [AGORA]: '{"appId":"the-app-id","appCertificate":"the-certificate"}',
    'stagepass/dev/caller/client': '{"username":"client","password":"the-password"}',
  },
};

/** Leads the SDK to an account of the test's. */
async function inAccount<T>(of: Account, ask: () => Promise<T>): Promise<T> {
  const server = await startControlPlane(of);
  vi.stubEnv('AWS_ENDPOINT_URL', server.url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDTEST');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  try {
    return await ask();
  } finally {
    await server.close();
  }
}

afterEach(() => {
  vi.unstubAllEnvs();
});

function rows(of: Account): Promise<Row[]> {
  return inAccount(of, async () => {
    const found: Row[] = [];
    for (const check of deployedChecks(await readDeployedStage('dev', 'us-east-1'))) found.push(await rowOf(check));
    return found;
  });
}

describe('a stage that is deployed', () => {
  it('is found by its stacks’ outputs', async () => {
    const stage = await inAccount(account, () => readDeployedStage('dev', 'us-east-1'));
    expect(stage).toMatchObject({
      url: 'https://d111.cloudfront.net',
      providerSecrets: { ProviderSecretAgora: AGORA },
    });
    expect(apiUrls(stage)).toEqual([
      'https://client.execute-api.us-east-1.amazonaws.com/dev',
      'https://admin.execute-api.us-east-1.amazonaws.com/dev',
    ]);
  });

  it('tells its caller’s password', async () => {
    expect(await inAccount(account, () => readPassword('dev', 'client'))).toBe('the-password');
  });

  it('is an error where there is none', async () => {
    await expect(inAccount(account, () => readDeployedStage('prod', 'us-east-1'))).rejects.toThrow('does not exist');
  });

  it('passes when it is whole', async () => {
    expect((await rows(account)).map(({ name, result }) => [name, result])).toEqual([
      ['deployed', 'PASS'],
      ['guard', 'PASS'],
      ['origin-secret', 'PASS'],
      ['apis', 'PASS'],
      ['secrets', 'PASS'],
    ]);
  });

  it.each<[string, Partial<DistributionFacts>, string, string]>([
    ['on its way', { status: 'InProgress' }, 'deployed', 'its status is InProgress: wait until it is Deployed'],
    ['disabled', { enabled: false }, 'deployed', 'it is disabled'],
    [
      'without a guard',
      { guards: { '/admin/*': GUARD } },
      'guard',
      'all other paths: no function is asked at the viewer’s request',
    ],
    [
      'without a guard before a path',
      { guards: { '*': GUARD, '/admin/*': undefined } },
      'guard',
      '/admin/*: no function is asked at the viewer’s request',
    ],
    [
      'with no origin header',
      { origins: distribution.origins.map((origin) => ({ ...origin, headers: {} })) },
      'origin-secret',
      'client.execute-api.us-east-1.amazonaws.com gets no x-stagepass-origin',
    ],
    [
      'that asks an origin in clear',
      { origins: distribution.origins.map((origin) => ({ ...origin, protocolPolicy: 'match-viewer' })) },
      'origin-secret',
      'client.execute-api.us-east-1.amazonaws.com is asked in clear',
    ],
  ])('fails in the right row with a distribution %s', async (_what, facts, name, why) => {
    const found = await rows({ ...account, distribution: { ...distribution, ...facts } });
    expect(found.filter(({ result }) => result === 'FAIL')).toMatchObject([{ name, why }]);
    expect(JSON.stringify(found)).not.toContain('the-origin-secret');
  });

  it('fails in the right row when the API stack was made anew, and the edge stack wasn’t told', async () => {
    const ClientApiEndpointE7D4A4EA = 'https://new.execute-api.us-east-1.amazonaws.com/dev/';
    const stacks = { ...account.stacks, 'Stagepass-dev-Api': { ...apiOutputs, ClientApiEndpointE7D4A4EA } };
    const found = await rows({ ...account, stacks });
    expect(found.filter(({ result }) => result === 'FAIL')).toMatchObject([
      {
        name: 'apis',
        why: expect.stringMatching(
          /^it asks client\.execute-api\..*, which is no API of the API stack: see “Make the API/,
        ),
      },
    ]);
  });

  it.each([
    ['{"appId":"the-app-id","appCertificate":""}', 'ProviderSecretAgora has nothing in appCertificate'],
    ['the-certificate', 'ProviderSecretAgora holds no JSON object with fields'],
  ])('fails in the right row without keys: %s', async (secret, why) => {
    const found = await rows({ ...account, secrets: { [AGORA]: secret } });
    expect(found.filter(({ result }) => result === 'FAIL')).toMatchObject([{ name: 'secrets', why }]);
    expect(JSON.stringify(found)).not.toMatch(/the-app-id|the-certificate/);
  });
});

describe('where AWS isn’t asked', () => {
  it('every one of these rows is skipped', async () => {
    const found = await Promise.all(deployedChecks(undefined).map(rowOf));
    expect(new Set(found.map(({ result }) => result))).toEqual(new Set(['SKIP']));
  });
});
