import { Stack } from 'aws-cdk-lib';
import { afterAll, afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Row, rowOf } from '../../../commands/verify/check.ts';
import { type DeployedStage, readDeployedStage, readPassword } from '../../../commands/verify/deployed.ts';
import { deployedChecks } from '../../../commands/verify/deployed-checks.ts';
import { selectStage } from '../../../lib/config/config.ts';
import type { StageInput } from '../../../lib/config/stage.ts';
import { Stagepass } from '../../../lib/index.ts';
import { childrenOf, textAt, type XmlElement, xmlElement } from '../../../local/xml.ts';
import config from '../../project/stagepass.config.ts';
import { changed, has, withChildren, withoutChild, withText } from '../../support/changed-xml.ts';
import { startControlPlane } from '../../support/control-plane.ts';
import { configOf, hostApp } from '../../support/host-app.ts';
import { stagepassApp } from '../../support/synth.ts';
import { unvalidated } from '../../support/unvalidated.ts';
import { ownStage } from './own-stage.ts';

interface Changed {
  readonly what: string;
  readonly change: (template: XmlElement) => XmlElement;
  /** The rows that fail, each with its reason. */
  readonly fails: Readonly<Record<string, RegExp>>;
}

const API = /\.execute-api\./;
const BUCKET = /\.s3\./;
const apiOrigin = has('DomainName', API);
const bucketOrigin = has('DomainName', BUCKET);
const adminPath = has('PathPattern', '/admin/*');

const onBehavior = (name: 'CacheBehavior' | 'DefaultCacheBehavior', change: (from: XmlElement) => XmlElement) => ({
  change: (template: XmlElement) => changed(template, name, change, name === 'CacheBehavior' ? adminPath : undefined),
});
const onOrigin = (which: (origin: XmlElement) => boolean, change: (from: XmlElement) => XmlElement) => ({
  change: (template: XmlElement) => changed(template, 'Origin', change, which),
});

const NO_ITEMS = [xmlElement('Quantity', 0)];
const WEBSITE = xmlElement('CustomOriginConfig', [xmlElement('OriginProtocolPolicy', 'http-only')]);

const changes: readonly Changed[] = [
  {
    what: 'is disabled',
    change: (template) => changed(template, 'Enabled', withText('false')),
    fails: { deployed: /^it is disabled$/ },
  },
  {
    what: 'has no guard before all other paths',
    ...onBehavior('DefaultCacheBehavior', withChildren(xmlElement('LambdaFunctionAssociations', NO_ITEMS))),
    fails: { guard: /^all other paths: no function is asked at the viewer’s request$/ },
  },
  {
    what: 'has no guard before a path',
    ...onBehavior('CacheBehavior', withoutChild('LambdaFunctionAssociations')),
    fails: { guard: /^\/admin\/\*: no function is asked at the viewer’s request$/ },
  },
  {
    what: 'asks the guard too late',
    ...onBehavior('CacheBehavior', (from) => changed(from, 'EventType', withText('origin-request'))),
    fails: { guard: /^\/admin\/\*: no function is asked/ },
  },
  {
    what: 'asks a function of another region',
    ...onBehavior('CacheBehavior', (from) =>
      changed(from, 'LambdaFunctionARN', withText('arn:aws:lambda:eu-west-1:123456789012:function:guard:1')),
    ),
    fails: { guard: /^\/admin\/\*: what is asked is no function’s version$/ },
  },
  {
    what: 'takes plain HTTP on a path',
    ...onBehavior('CacheBehavior', withChildren(xmlElement('ViewerProtocolPolicy', 'allow-all'))),
    fails: { 'plain-http': /^\/admin\/\*: its viewer protocol policy is allow-all$/ },
  },
  {
    what: 'leads plain HTTP to HTTPS on all other paths',
    ...onBehavior('DefaultCacheBehavior', withChildren(xmlElement('ViewerProtocolPolicy', 'redirect-to-https'))),
    fails: { 'plain-http': /^all other paths: its viewer protocol policy is redirect-to-https$/ },
  },
  {
    what: 'adds no headers on a path',
    ...onBehavior('CacheBehavior', withoutChild('ResponseHeadersPolicyId')),
    fails: { 'response-headers': /^\/admin\/\*: it has no response headers policy$/ },
  },
  {
    what: 'keeps what an API answers',
    ...onBehavior('CacheBehavior', withChildren(xmlElement('CachePolicyId', '658327ea-f89d-4fab-a63d-7e88639e58f6'))),
    fails: { caching: /^\/admin\/\*: its cache policy is not CachingDisabled$/ },
  },
  {
    what: 'keeps an error',
    change: (template) =>
      changed(
        template,
        'CustomErrorResponse',
        withChildren(xmlElement('ErrorCachingMinTTL', 30)),
        has('ErrorCode', '503'),
      ),
    fails: { caching: /^503 is kept for 30 s$/ },
  },
  {
    what: 'says nothing of an error',
    change: (template) => changed(template, 'CustomErrorResponse', () => undefined, has('ErrorCode', '403')),
    fails: { caching: /^403 is kept for 10 s$/ },
  },
  {
    what: 'has a page in place of an error',
    change: (template) =>
      changed(
        template,
        'CustomErrorResponse',
        withChildren(xmlElement('ResponsePagePath', '/oops.html'), xmlElement('ResponseCode', 200)),
        has('ErrorCode', '404'),
      ),
    fails: { caching: /^404 is answered with the page \/oops\.html$/ },
  },
  {
    what: 'sends an API no header',
    ...onOrigin(apiOrigin, withChildren(xmlElement('CustomHeaders', NO_ITEMS))),
    fails: { 'origin-secret': /\.execute-api\.[\w.-]+ gets no x-stagepass-origin$/ },
  },
  {
    what: 'sends an API an empty header',
    ...onOrigin(apiOrigin, (from) => changed(from, 'HeaderValue', withText(''))),
    fails: { 'origin-secret': /gets no x-stagepass-origin$/ },
  },
  {
    what: 'asks an API in clear',
    ...onOrigin(apiOrigin, (from) => changed(from, 'OriginProtocolPolicy', withText('match-viewer'))),
    fails: { 'origin-secret': /is asked in clear$/ },
  },
  {
    what: 'asks somebody else',
    ...onOrigin(apiOrigin, withChildren(xmlElement('DomainName', 'api.example.com'))),
    fails: {
      'origin-secret': /^api\.example\.com is no API of /,
      apis: /^it doesn’t ask the API [a-z0-9]+: see “Make/,
    },
  },
  {
    what: 'asks an API of another region',
    ...onOrigin(apiOrigin, withChildren(xmlElement('DomainName', 'abcdefghij.execute-api.sa-east-1.amazonaws.com'))),
    fails: {
      'origin-secret': /^abcdefghij\.execute-api\.sa-east-1\.amazonaws\.com is no API of /,
      apis: /^it asks abcdefghij\./,
    },
  },
  {
    what: 'asks APIs of a stack that was made anew since',
    ...onOrigin(apiOrigin, (from) =>
      withChildren(xmlElement('DomainName', (textAt(from, 'DomainName') ?? '').replace(/^[^.]+/, 'abcdefghij')))(from),
    ),
    fails: { apis: /^it asks abcdefghij\.execute-api\..*, which is no API of the API stack: see “Make the API stack/ },
  },
  {
    what: 'asks what is neither an API nor a bucket',
    ...onOrigin(apiOrigin, withoutChild('CustomOriginConfig')),
    fails: { 'origin-secret': /is no API of / },
  },
  {
    what: 'doesn’t sign what it asks the bucket',
    ...onOrigin(bucketOrigin, withChildren(xmlElement('OriginAccessControlId', ''))),
    fails: { 'console-bucket': /\.s3\.[\w.-]+ has no origin access control$/ },
  },
  {
    what: 'asks the bucket as a website',
    ...onOrigin(bucketOrigin, (from) => withChildren(WEBSITE)(withoutChild('S3OriginConfig')(from))),
    fails: {
      caching: /^all other paths: its cache policy/,
      'console-bucket': /^it has no bucket behind it$/,
      'origin-secret': /\.s3\.[\w.-]+ is no API of /,
    },
  },
  {
    what: 'has an origin less than its paths want',
    change: (template) => changed(template, 'Origin', () => undefined, apiOrigin),
    fails: {
      guard: /its origin isn’t there$/,
      'plain-http': /its origin isn’t there$/,
      'response-headers': /its origin isn’t there$/,
      caching: /its origin isn’t there$/,
      apis: /^it doesn’t ask the API /,
    },
  },
];

const stages: Readonly<Record<string, StageInput>> = {
  'the shipped dev': config.dev as StageInput,
  'the shipped prod': config.prod as StageInput,
  'domain, web ACL, rotation, two regions': ownStage,
};

afterEach(() => {
  vi.unstubAllEnvs();
});

describe.each(Object.keys(stages))('a stage that is deployed: %s', (shape) => {
  const input = stages[shape] as StageInput;
  const stage = selectStage({ test: input }, 'test');
  const wantsWebAcl = stage.waf !== undefined;
  const started = startControlPlane(unvalidated(() => stagepassApp(input).synth()).directory);
  beforeEach(async () => {
    for (const [name, value] of Object.entries((await started).environment)) vi.stubEnv(name, value);
  });
  afterAll(async () => (await started).close());

  const read = () => readDeployedStage('test', stage.regions);

  async function rows(): Promise<Row[]> {
    const found: Row[] = [];
    for (const check of deployedChecks(await read(), { wantsWebAcl })) found.push(await rowOf(check));
    return found;
  }
  const failed = (found: readonly Row[]) => found.filter(({ result }) => result === 'FAIL');

  it('is found by its stacks’ outputs', async () => {
    const { outputs } = await started;
    const { url, apis, providerSecrets } = await read();
    expect(url).toBe(outputs.Url);
    const api = new RegExp(`^https://[a-z0-9]{10}\\.execute-api\\.${stage.region}\\.amazonaws\\.com/test$`);
    expect(apis).toEqual([expect.stringMatching(api), expect.stringMatching(api)]);
    expect(Object.keys(providerSecrets)).toEqual(
      Object.keys(outputs).filter((output) => output.startsWith('ProviderSecret')),
    );
  });

  it('tells its caller’s password', async () => {
    const { store } = await started;
    const value = store.find('us-east-1', 'stagepass/test/caller/client')?.versions.at(-1)?.value ?? '';
    expect(await readPassword('test', 'client')).toBe(JSON.parse(value).password);
  });

  it('passes when it is whole', async () => {
    expect((await rows()).map(({ name, result }) => [name, result])).toEqual([
      ['deployed', 'PASS'],
      ['guard', 'PASS'],
      ['web-acl', wantsWebAcl ? 'PASS' : 'SKIP'],
      ['plain-http', 'PASS'],
      ['response-headers', 'PASS'],
      ['caching', 'PASS'],
      ['origin-secret', 'PASS'],
      ['apis', 'PASS'],
      ['console-bucket', 'PASS'],
      ['secrets', 'PASS'],
    ]);
  });

  it.each(changes)('fails in the right row when the distribution $what', async ({ change, fails }) => {
    const { changeDistribution, propagate, store } = await started;
    changeDistribution(change);
    propagate();
    const found = failed(await rows());
    expect(Object.fromEntries(found.map(({ name, why }) => [name, why]))).toEqual(
      Object.fromEntries(Object.entries(fails).map(([name, why]) => [name, expect.stringMatching(why)])),
    );
    const proof = store.find('us-east-1', 'stagepass/test/origin')?.versions.at(-1)?.value ?? '';
    expect(proof.length).toBeGreaterThan(20);
    expect(JSON.stringify(found)).not.toContain(proof);
  });

  it.runIf(wantsWebAcl)('fails in the right row when the distribution has no web ACL', async () => {
    const { changeDistribution, propagate } = await started;
    changeDistribution((template) => changed(template, 'WebACLId', withText('')));
    propagate();
    expect(failed(await rows())).toMatchObject([{ name: 'web-acl', why: 'it has no web ACL' }]);
  });

  it('fails in the right row while the distribution is on its way', async () => {
    const { changeDistribution, propagate } = await started;
    changeDistribution((template) => xmlElement(template.name, [...childrenOf(template)]));
    expect(failed(await rows())).toMatchObject([
      { name: 'deployed', why: 'its status is InProgress: wait until it is Deployed' },
    ]);
    propagate();
    expect(failed(await rows())).toEqual([]);
  });

  it.each([
    ['{"appId":"the-app-id","appCertificate":""}', 'ProviderSecretAgora has nothing in appCertificate'],
    ['the-certificate', 'ProviderSecretAgora holds no JSON object with fields'],
  ])('fails in the right row without keys: %s', async (value, why) => {
    const { store, outputs } = await started;
    const secret = store.find(stage.region, outputs.ProviderSecretAgora ?? '');
    if (secret === undefined) throw new Error('the stage has no Agora');
    const before = secret.versions.at(-1)?.value ?? '';
    store.put(secret, value);
    const found = failed(await rows());
    store.put(secret, before);
    expect(found).toMatchObject([{ name: 'secrets', why }]);
    expect(JSON.stringify(found)).not.toMatch(/the-app-id|the-certificate/);
  });

  it('is an error where there is none', async () => {
    await expect(readDeployedStage('other', stage.regions)).rejects.toThrow(
      'there is no stack Stagepass-other-Edge in us-east-1: is the stage deployed?',
    );
    await expect(readDeployedStage('test', ['sa-east-1'])).rejects.toThrow(
      'there is no stack Stagepass-test-Api in sa-east-1',
    );
  });
});

it('a stage in a stack of somebody else is found by that stack’s name', async () => {
  const app = hostApp();
  const host = new Stack(app, 'Host', { env: { region: 'us-east-1' } });
  new Stagepass(host, 'Tokens', { stage: 'test', config: configOf() });
  const { environment, outputs, close } = await startControlPlane(unvalidated(() => app.synth()).directory);
  onTestFinished(close);
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const { url, apis, providerSecrets } = await readDeployedStage('test', ['us-east-1'], 'Host');
  expect([url, apis.length, Object.keys(providerSecrets)]).toEqual([outputs.Url, 2, ['ProviderSecretAgora']]);
});

describe('where AWS isn’t asked', () => {
  it('every one of these rows is skipped', async () => {
    const found = await Promise.all(deployedChecks(undefined, { wantsWebAcl: true }).map(rowOf));
    expect(new Set(found.map(({ result }) => result))).toEqual(new Set(['SKIP']));
  });
});

describe('a stage that is deployed in two regions', () => {
  const regions = ['us-east-1', 'eu-west-1'];
  const input: StageInput = { providers: { agora: {} }, callers: { client: { audience: 'client' } }, regions };
  const started = startControlPlane(unvalidated(() => stagepassApp(input).synth()).directory);
  beforeEach(async () => {
    for (const [name, value] of Object.entries((await started).environment)) vi.stubEnv(name, value);
  });
  afterAll(async () => (await started).close());

  const secretsRow = async (deployed: DeployedStage) => {
    const check = deployedChecks(deployed, { wantsWebAcl: false }).find(({ name }) => name === 'secrets');
    return check && rowOf(check);
  };

  it('passes where its second region reads the replicas of the first one’s secrets', async () => {
    expect(await secretsRow(await readDeployedStage('test', regions))).toMatchObject({ result: 'PASS' });
  });

  it('fails where the first API stack was made anew, so that the second one reads other secrets', async () => {
    const deployed = await readDeployedStage('test', regions);
    const { ProviderSecretAgora: arn = '' } = deployed.providerSecrets;
    const anew = { ProviderSecretAgora: `${arn.slice(0, -6)}aNew99` };
    expect(await secretsRow({ ...deployed, providerSecrets: anew })).toMatchObject({
      result: 'FAIL',
      why: expect.stringMatching(/^ProviderSecretAgora: the functions in eu-west-1 read another secret: /),
    });
  });
});
