import { describe, expect, it } from 'vitest';
import { ConfigError, selectStage } from '../../lib/config/config.ts';
import type { StageInput } from '../../lib/config/stage.ts';
import config from '../project/stagepass.config.ts';

const minimal: StageInput = { providers: { agora: {} }, callers: { client: { audience: 'client' } } };

/** A stage whose clients get Momento tokens of this scope. */
function momento(client: unknown, more = {}) {
  const admin = { cache: 'game', items: { role: 'readwrite' } };
  return { ...minimal, providers: { momento: { client, admin, ...more } } };
}

/** A project whose tokens are kept in its caches. */
function reusing(adminCache: string) {
  const items = { role: 'readonly' };
  return { client: { cache: 'game', items }, admin: { cache: adminCache, items }, reuse: 'caller' };
}

const domain = {
  name: 'tokens.example.com',
  certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f',
};

/** What is said of a stage that a type check would not let through. */
function refusal(stage: unknown): string {
  try {
    selectStage({ dev: stage as StageInput }, 'dev');
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
  }
  return 'accepted';
}

describe('a stage’s configuration', () => {
  it('fills in the defaults', () => {
    expect(selectStage({ dev: minimal }, 'dev')).toEqual({
      region: 'us-east-1',
      regions: ['us-east-1'],
      edge: {},
      name: 'stagepass',
      providers: { agora: { tokenVersion: '006', versionByQuery: false, lifetime: { default: 3600, maximum: 86400 } } },
      allowedOrigins: [],
      issuers: {},
      callers: { client: { audience: 'client', disabled: false } },
      callersInStack: {},
      passwords: { graceSeconds: 3600, ttlSeconds: 300, staleSeconds: 3600 },
      rotation: {},
      apiGatewayLogging: 'managed',
      throttling: { rate: 100, burst: 200 },
      traces: { percent: 1 },
      dashboard: false,
      logSubjects: true,
      retention: { logsDays: 30, providerSecrets: 'keep' },
      tags: {},
    });
  });

  it('makes no Millicast token that is endless or opens everything, unless it is told to', () => {
    expect(selectStage({ dev: { ...minimal, providers: { millicast: {} } } }, 'dev').providers.millicast).toEqual({
      apiUrl: 'https://api.millicast.com',
      maxLifetimeSeconds: 2_592_000,
      allowEndlessTokens: false,
      allowMatchAll: false,
      publish: { subscribeRequiresAuth: true, allowedOrigins: [], allowedIpAddresses: [], bindIpsOnUsage: 0 },
      subscribe: { allowedOrigins: [], allowedIpAddresses: [], bindIpsOnUsage: 0 },
      viewer: { lifetime: { default: 3600, maximum: 86400 }, bindIp: false, allowedOrigins: [], trackCaller: false },
    });
  });

  it('may name its account and have tags', () => {
    const account = '123456789012';
    const tags = { 'cost-center': '42', 'Team / who': 'Médias @ home', Function: 'tokens', empty: '' };
    expect(selectStage({ dev: { ...minimal, account, tags, domain } }, 'dev')).toMatchObject({ account, tags });
  });

  it.each(Object.keys(config))('that ships is right: %s', (stage) => {
    expect(selectStage(config, stage).callers).toHaveProperty('client');
  });

  it('names the stages there are when asked for another', () => {
    expect(() => selectStage({ dev: minimal, prod: minimal }, 'prd')).toThrow(
      'there is no stage "prd"; stagepass.config.ts has: dev, prod',
    );
    expect(() => selectStage({ dev: minimal }, 'toString')).toThrow('there is no stage "toString"');
  });

  it.each([
    ['an account as a number', { ...minimal, account: 123456789012 }, 'dev.account: expected the 12 digits'],
    ['a short account', { ...minimal, account: '12345' }, 'dev.account: expected the 12 digits'],
    [
      'a certificate of another account',
      { ...minimal, account: '210987654321', domain },
      'dev.domain.certificateArn: expected the ARN of a certificate in the stage’s account',
    ],
    ['a tag of AWS’s', { ...minimal, tags: { 'AWS:cost': '1' } }, 'dev.tags.AWS:cost: expected a tag’s key'],
    ['a tag of ours', { ...minimal, tags: { Stage: 'x' } }, 'dev.tags.Stage: expected no key of Stagepass’s own'],
    [
      'another tag of ours',
      { ...minimal, tags: { 'Stagepass-Function': 'x' } },
      'dev.tags.Stagepass-Function: expected no key of Stagepass’s own',
    ],
    ['a tag without a key', { ...minimal, tags: { ' ': 'x' } }, 'dev.tags. : expected a tag’s key'],
    ['a key too long for a tag', { ...minimal, tags: { ['k'.repeat(129)]: 'x' } }, 'expected a tag’s key'],
    ['a tag’s value that no service takes', { ...minimal, tags: { a: 'x;y' } }, 'dev.tags.a: expected a tag’s value'],
    ['a value too long for a tag', { ...minimal, tags: { a: 'v'.repeat(257) } }, 'dev.tags.a: expected a tag’s value'],
    ['a tag’s value that is no text', { ...minimal, tags: { a: 1 } }, 'dev.tags.a: expected a tag’s value'],
    [
      'two tags that are one to IAM',
      { ...minimal, tags: { Team: 'a', team: 'b' } },
      'dev.tags: expected keys that differ',
    ],
    [
      'more tags than a resource has room for',
      { ...minimal, tags: Object.fromEntries(Array.from({ length: 41 }, (_, i) => [`k${i}`, ''])) },
      'dev.tags: expected at most 40 tags',
    ],
    ['a tag that would vanish', { ...minimal, tags: { constructor: 'x' } }, 'dev.tags: expected no constructor'],
    [
      'logging of nobody’s',
      { ...minimal, apiGatewayLogging: 'off' },
      'dev.apiGatewayLogging: expected managed or existing',
    ],
    [
      'keys that are neither kept nor deleted',
      { ...minimal, retention: { providerSecrets: 'maybe' } },
      'dev.retention.providerSecrets: expected keep or delete',
    ],
    [
      'callers that would be one in the outputs',
      { ...minimal, callers: { 'web-app': { audience: 'client' }, webapp: { audience: 'client' } } },
      'dev.callers: expected names that differ in more than hyphens: not both web-app and webapp',
    ],
    ['callers as a list', { ...minimal, callers: [] }, 'dev.callers: expected an object of callers by name'],
    ['an unknown key', { ...minimal, providrs: {} }, 'dev.providrs: expected one of region, regions, account'],
    [
      'an unknown provider',
      { ...minimal, providers: { agora: {}, greenroom: {} } },
      'dev.providers.greenroom: expected one of agora',
    ],
    ['no provider', { ...minimal, providers: {} }, 'dev.providers: expected at least one provider'],
    ['no callers', { providers: { agora: {} } }, 'dev.callers: expected a value'],
    ['an empty set of callers', { ...minimal, callers: {} }, 'dev.callers: expected at least one caller'],
    [
      'a caller’s name with a colon',
      { ...minimal, callers: { 'a:b': { audience: 'client' } } },
      'dev.callers.a:b: expected a name',
    ],
    [
      'an unknown audience',
      { ...minimal, callers: { client: { audience: 'root' } } },
      'dev.callers.client.audience: expected client or admin, but got "root"',
    ],
    ['a region that is none', { ...minimal, region: 'Frankfurt' }, 'dev.region: expected an AWS region'],
    ['a region that is misspelt', { ...minimal, region: 'eu-wst-1' }, 'dev.region: expected an AWS region'],
    [
      'a region of China',
      { ...minimal, regions: ['us-east-1', 'cn-north-1'] },
      'dev.regions.1: expected a region of the partition aws',
    ],
    [
      'a region of the government',
      { ...minimal, edge: { replicaRegions: ['us-gov-west-1'] } },
      'dev.edge.replicaRegions.0: expected a region of the partition aws',
    ],
    [
      'a region of the EU’s cloud',
      { ...minimal, region: 'eusc-de-east-1' },
      'dev.region: expected a region of the part',
    ],
    [
      'regions beside a region',
      { ...minimal, region: 'eu-west-1', regions: ['us-east-1'] },
      'dev.regions: expected region or regions, not both',
    ],
    ['a region twice', { ...minimal, regions: ['eu-west-1', 'eu-west-1'] }, 'dev.regions: expected each region once'],
    ['no region', { ...minimal, regions: [] }, 'dev.regions: expected a list of one or two AWS regions'],
    [
      'more regions than an origin group takes',
      { ...minimal, regions: ['us-east-1', 'eu-west-1', 'eu-north-1'] },
      'dev.regions: expected a list of one or two AWS regions',
    ],
    [
      'another one that is none',
      { ...minimal, regions: ['us-east-1', 'Frankfurt'] },
      'dev.regions.1: expected an AWS region',
    ],
    [
      'every origin',
      { ...minimal, allowedOrigins: ['*'] },
      'dev.allowedOrigins.0: expected an origin as a browser sends it',
    ],
    [
      'an origin with a path',
      { ...minimal, allowedOrigins: ['https://a.example/'] },
      'dev.allowedOrigins.0: expected an origin',
    ],
    [
      'a lifetime above a day',
      { ...minimal, providers: { agora: { lifetime: { maximum: 86_401 } } } },
      'dev.providers.agora.lifetime.maximum: expected a whole number of seconds from 1 to 86400, but got 86401',
    ],
    [
      'a default above the maximum',
      { ...minimal, providers: { agora: { lifetime: { default: 60, maximum: 30 } } } },
      'dev.providers.agora.lifetime.default: expected no more than maximum',
    ],
    [
      'a token URL in clear',
      { ...minimal, providers: { interactivity: { tokenUrl: 'http://example.com' } } },
      'dev.providers.interactivity.tokenUrl: expected a URL that starts with https://',
    ],
    [
      'a Millicast origin that is no domain',
      { ...minimal, providers: { millicast: { viewer: { allowedOrigins: ['https://app.example.com'] } } } },
      'dev.providers.millicast.viewer.allowedOrigins.0: expected a domain such as app.example.com',
    ],
    [
      'an address Millicast doesn’t know',
      { ...minimal, providers: { millicast: { publish: { allowedIpAddresses: ['2001:db8::1'] } } } },
      'dev.providers.millicast.publish.allowedIpAddresses.0: expected an IPv4 address',
    ],
    [
      'addresses listed and bound',
      {
        ...minimal,
        providers: { millicast: { subscribe: { allowedIpAddresses: ['192.0.2.1'], bindIpsOnUsage: 1 } } },
      },
      'dev.providers.millicast.subscribe: expected either bindIpsOnUsage or allowedIpAddresses',
    ],
    [
      'a version that is none',
      { ...minimal, providers: { agora: { tokenVersion: '008' } } },
      "dev.providers.agora.tokenVersion: expected '006' or '007', but got \"008\"",
    ],
    [
      'half a request',
      { ...minimal, throttling: { rate: 0.5 } },
      'dev.throttling.rate: expected a whole number of requests from 1 to 10000, but got 0.5',
    ],
    [
      'a domain with a scheme',
      { ...minimal, domain: { ...domain, name: 'https://tokens.example.com' } },
      'dev.domain.name: expected a domain name in small letters',
    ],
    [
      'a certificate that CloudFront can’t take',
      { ...minimal, domain: { ...domain, certificateArn: domain.certificateArn.replace('us-east-1', 'eu-west-1') } },
      'dev.domain.certificateArn: expected the ARN of a certificate in us-east-1',
    ],
    [
      'a zone that the domain isn’t in',
      { ...minimal, domain: { ...domain, hostedZone: { id: 'Z0123456789ABC', name: 'ample.com' } } },
      'dev.domain.hostedZone: expected the zone that name is in',
    ],
    [
      'a zone without its name',
      { ...minimal, domain: { ...domain, hostedZone: { id: 'Z0123456789ABC' } } },
      'dev.domain.hostedZone.name: expected a value',
    ],
    [
      'no address for a mail',
      { ...minimal, alarms: { emails: ['on-call'] } },
      'dev.alarms.emails.0: expected an e-mail address',
    ],
    [
      'more traces than requests',
      { ...minimal, traces: { percent: 101 } },
      'dev.traces.percent: expected a number from 0 to 100',
    ],
    [
      'a retention CloudWatch doesn’t offer',
      { ...minimal, retention: { logsDays: 2 } },
      'dev.retention.logsDays: expected one of 1, 3, 5',
    ],
    [
      'Momento with one scope only',
      { ...minimal, providers: { momento: { client: { cache: 'game', items: { role: 'readonly' } } } } },
      'dev.providers.momento.admin: expected a value',
    ],
    [
      'a Momento scope that opens nothing',
      momento({ cache: 'game' }),
      'dev.providers.momento.client: expected topics, items or both',
    ],
    [
      'a Momento scope without a cache',
      momento({ cache: ' ', items: { role: 'readonly' } }),
      'dev.providers.momento.client.cache: expected a name of 1 to 255 characters',
    ],
    [
      'a key prefix that Momento’s SDK would leave out',
      momento({
        cache: 'game',
        topics: { role: 'subscribeonly', names: 'all' },
        items: { role: 'readonly', keyPrefix: 'public/' },
      }),
      'dev.providers.momento.client.items: expected no keyPrefix beside topics',
    ],
    [
      'an empty key prefix',
      momento({ cache: 'game', items: { role: 'readonly', keyPrefix: '' } }),
      'dev.providers.momento.client.items.keyPrefix: expected a name',
    ],
    [
      'a role of the other kind',
      momento({ cache: 'game', topics: { role: 'readonly', names: 'all' } }),
      'dev.providers.momento.client.topics.role: expected publishsubscribe, subscribeonly, publishonly',
    ],
    [
      'no topic at all',
      momento({ cache: 'game', topics: { role: 'subscribeonly', names: [] } }),
      "dev.providers.momento.client.topics.names: expected 'all' or a list of topic names",
    ],
    [
      'a topic for all',
      momento({ cache: 'game', topics: { role: 'subscribeonly', names: '*' } }),
      "dev.providers.momento.client.topics.names: expected 'all' or a list of topic names",
    ],
    [
      'a Momento token too short to be reused',
      momento({ cache: 'game', items: { role: 'readonly' }, lifetimeSeconds: 119 }),
      'dev.providers.momento.client.lifetimeSeconds: expected a whole number of seconds from 120 to 86400',
    ],
    [
      'a reuse that is none',
      momento({ cache: 'game', items: { role: 'readonly' } }, { reuse: 'ip' }),
      'dev.providers.momento.reuse: expected off, viewer or caller',
    ],
    [
      'a cache that can’t be called, where tokens are kept in it',
      momento({ cache: 'spiél', items: { role: 'readonly' } }, { reuse: 'viewer' }),
      'dev.providers.momento.client.cache: expected a name of ASCII characters without a blank at its ends',
    ],
    [
      'the same of one of several projects',
      { ...minimal, providers: { momento: { projects: { eu: reusing(' game') } } } },
      'dev.providers.momento.projects.eu.admin.cache: expected a name of ASCII characters',
    ],
    [
      'an endpoint of Momento’s that no host can be below',
      momento({ cache: 'game', items: { role: 'readonly' } }, { endpoint: '127.0.0.1' }),
      'dev.providers.momento.endpoint: expected the name of a host',
    ],
    [
      'an endpoint of Momento’s that is a URL',
      momento({ cache: 'game', items: { role: 'readonly' } }, { endpoint: 'https://momentohq.com' }),
      'dev.providers.momento.endpoint: expected the name of a host',
    ],
    [
      'a rate below what a web ACL can count',
      { ...minimal, waf: { ratePerIp: 9 } },
      'dev.waf.ratePerIp: expected a whole number of requests from 10 to 2000000000, but got 9',
    ],
    [
      'a rotation more than once a day',
      { ...minimal, rotation: { originEveryDays: 0 } },
      'dev.rotation.originEveryDays: expected a whole number of days from 1 to 365, but got 0',
    ],
    [
      'passwords that rotate without a grace time',
      { ...minimal, rotation: { passwordsEveryDays: 30 }, passwords: { graceSeconds: 60 } },
      'dev.passwords.graceSeconds: expected at least 300 seconds where passwords rotate',
    ],
    [
      'a name that not every service takes',
      { ...minimal, name: 'Acme/Shop' },
      'dev.name: expected a name of 1 to 32 small letters and digits, letter first, without hyphens (in the names of stacks, the first hyphen ends it), but got "Acme/Shop"',
    ],
    [
      'a name that could be another one with a part of the stage’s',
      { ...minimal, name: 'acme-eu' },
      'dev.name: expected a name of 1 to 32 small letters and digits, letter first, without hyphens (in the names of stacks, the first hyphen ends it), but got "acme-eu"',
    ],
    ['no object at all', 'dev', 'dev: expected an object with region, regions, account'],
  ])('refuses %s', (_what, stage, message) => {
    expect(refusal(stage)).toContain(message);
  });

  it.each<[string, object, string]>([
    ['rights that say nothing', { rights: {} }, 'rights: expected at least one of providers, routes, agora'],
    [
      'rights of a provider that say nothing',
      { rights: { agora: {} } },
      'rights.agora: expected at least one of channels',
    ],
    ['no providers', { rights: { providers: [] } }, 'rights.providers: expected one or more providers'],
    ['no routes', { rights: { routes: [] } }, 'rights.routes: expected one or more routes'],
    [
      'no channels',
      { rights: { agora: { channels: [] } } },
      'rights.agora.channels: expected one or more channel patterns',
    ],
    [
      'a pattern no channel fits',
      { rights: { agora: { channels: ['room/*'] } } },
      'rights.agora.channels.0: expected a channel’s name',
    ],
    [
      'an empty pattern',
      { rights: { agora: { channels: [''] } } },
      'rights.agora.channels.0: expected a channel’s name',
    ],
    [
      'a role that is none',
      { rights: { agora: { roles: ['host'] } } },
      'rights.agora.roles.0: expected publisher or subscriber',
    ],
    [
      'an unknown right',
      { rights: { agora: { chanels: ['a'] } } },
      'rights.agora.chanels: expected one of channels, accounts, roles',
    ],
    [
      'a provider that the stage doesn’t have',
      { rights: { providers: ['agora', 'interactivity'] } },
      'rights.providers.1: expected a provider that the stage has: agora, but got "interactivity"',
    ],
    [
      'a route that isn’t there',
      { rights: { routes: ['/access_token', '/token'] } },
      'rights.routes.1: expected a route that this caller may use: GET /access_token, GET /rtm_token, GET /rtc/{channelName}/{role}/uid/{uid}, GET /rtm/{userId}, GET /openapi.json, but got "/token"',
    ],
    [
      'a method the route doesn’t have',
      { rights: { routes: ['POST /access_token'] } },
      'rights.routes.0: expected a route',
    ],
    [
      'a route of another audience',
      { rights: { routes: ['/admin/openapi.json'] } },
      'rights.routes.0: expected a route',
    ],
    [
      'rights over a provider that none of the caller’s routes has',
      { rights: { routes: ['/openapi.json'], agora: { roles: ['subscriber'] } } },
      'rights.agora: expected nothing, since this caller has no route of agora',
    ],
    [
      'a version that the stage never vends',
      { rights: { agora: { versions: ['007'] } } },
      "rights.agora.versions: expected '006' among them, since the stage vends no other",
    ],
    ['a limit of nothing', { limit: {} }, 'limit: expected a rate, a quota or both'],
    [
      'a burst without a rate',
      { limit: { burst: 5, quota: { requests: 1, per: 'day' } } },
      'limit.burst: expected a rate beside it',
    ],
    [
      'a quota an hour',
      { limit: { quota: { requests: 1, per: 'hour' } } },
      'limit.quota.per: expected day, week or month',
    ],
    ['a rate of none', { limit: { rate: 0 } }, 'limit.rate: expected a whole number of requests from 1 to 5000'],
    ['half disabled', { disabled: 'yes' }, 'disabled: expected true or false'],
  ])('refuses a caller with %s', (_what, caller, message) => {
    const stage = { ...minimal, callers: { ...minimal.callers, kiosk: { audience: 'client', ...caller } } };
    expect(refusal(stage)).toContain(`dev.callers.kiosk.${message}`);
  });

  it.each(['constructor', 'prototype', '__proto__'])('refuses a caller that would vanish: %s', (name) => {
    const callers = { ...minimal.callers, [name]: { audience: 'client' } };
    expect(refusal({ ...minimal, callers })).toContain(`dev.callers: expected no ${name}, which is no name to use`);
  });

  it('has two callers that differ in a hyphen while one of them is disabled', () => {
    const callers = { 'web-app': { audience: 'client' }, webapp: { audience: 'client', disabled: true } };
    expect(refusal({ ...minimal, callers })).toBe('accepted');
  });

  it.each(['tostring', 'valueof', 'hasownproperty', 'x', 'a-', 'a--b'])('has the caller %s', (name) => {
    const callers = { ...minimal.callers, [name]: { audience: 'client' as const } };
    expect(Object.keys(selectStage({ dev: { ...minimal, callers } }, 'dev').callers)).toEqual(['client', name]);
  });

  it('refuses a lifetime that a shared token can’t keep, unless the caller has no use of it', () => {
    const stage = (rights: object) => ({
      providers: { agora: {}, interactivity: { lifetimeSeconds: 1_800 } },
      callers: { client: { audience: 'client', rights: { maximumLifetimeSeconds: 1_799, ...rights } } },
    });
    expect(refusal(stage({}))).toContain('dev.callers.client.rights.maximumLifetimeSeconds: expected at least 1800');
    expect(refusal(stage({ maximumLifetimeSeconds: 1_800 }))).toBe('accepted');
    expect(refusal(stage({ providers: ['agora'] }))).toBe('accepted');
    expect(refusal(stage({ routes: ['GET /rtm_token'] }))).toBe('accepted');
  });

  it('takes two regions, of which the first is the stage’s own', () => {
    const { region, regions } = selectStage({ dev: { ...minimal, regions: ['eu-west-1', 'us-east-1'] } }, 'dev');
    expect({ region, regions }).toEqual({ region: 'eu-west-1', regions: ['eu-west-1', 'us-east-1'] });
  });

  it('names everything that is wrong at once', () => {
    expect(refusal({ region: 1, providers: {}, callers: {} }).split('\n')).toHaveLength(4);
  });

  it('names as many as a person reads, where all of many callers have the same fault', () => {
    const callers = Object.fromEntries(Array.from({ length: 25 }, (_, at) => [`c${at}`, { audience: 'all' }]));
    const lines = refusal({ ...minimal, callers }).split('\n');
    expect(lines).toHaveLength(22);
    expect(lines.at(-1)).toBe('  and 5 more');
  });

  it('repeats no whole section', () => {
    const callers = { 'web-app': { audience: 'client' }, webapp: { audience: 'client' } };
    expect(refusal({ ...minimal, callers })).toMatch(/: not both web-app and webapp$/);
    expect(refusal({ ...minimal, region: ['eu-west-1'] })).toMatch(/: expected an AWS region, such as eu-west-1$/);
  });

  it('refuses a stage name that can’t be part of a stack’s', () => {
    expect(() => selectStage({ 'Dev 1': minimal }, 'Dev 1')).toThrow('stage "Dev 1": expected a name');
  });
});
