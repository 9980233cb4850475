import { Stack } from 'aws-cdk-lib';
import { expect, it } from 'vitest';
import { type StageInput, Stagepass } from '../../lib/index.ts';
import { type HostTemplate, hostApp, templatesOf } from '../support/host-app.ts';
import { operatedStage } from '../support/synth.ts';

/** With everything that has a name of its own; the functions of providers have none. */
const stage: StageInput = {
  ...operatedStage,
  providers: { agora: {} },
  issuers: { app: { issuer: 'https://sign-in.example.com', audience: ['stagepass'] } },
  callers: {
    ...operatedStage.callers,
    limited: { audience: 'client', limit: { rate: 5 } },
    members: { audience: 'client', token: { issuer: 'app' } },
  },
};

/** Names of something within the resource, or of something that it refers to. */
const ofSomethingElse =
  /^(OperationName|MetricName|PolicyName|StageName|DisplayName|DomainName|HostedZoneName|RecordName|HeaderName)$/;

/** No two of them in an account and region may be the same, or no two stages could count by themselves. */
function namesIn({ Resources }: HostTemplate): string[] {
  return Object.values(Resources).flatMap(({ Type, Properties = {} }) => {
    // An authorizer's name is one within its API, a record is the domain's.
    if (/Authorizer$|RecordSet$/.test(Type)) return [];
    const config = Object.entries(Properties).flatMap(([key, value]) => (key.endsWith('Config') ? [value] : []));
    const own = [Properties, ...config].flatMap((properties: object) => Object.entries(properties));
    const names = own.filter(([key]) => /Name$/.test(key) && !ofSomethingElse.test(key)).map(([, value]) => value);
    if (Type === 'AWS::ApiGateway::ApiKey') names.push((Properties as { Value: unknown }).Value);
    if (Type === 'AWS::CloudWatch::Alarm') names.push(...dimensionsOf(Properties));
    return names.filter((name) => typeof name === 'string').map((name) => `${Type} ${name}`);
  });
}

/** What tells our own metrics of two stages apart. */
function dimensionsOf(alarm: {
  Namespace?: string;
  Dimensions?: readonly { Name: string; Value: unknown }[];
}): string[] {
  if (alarm.Namespace !== 'Stagepass') return [];
  return (alarm.Dimensions ?? []).filter(({ Name }) => Name === 'stage').map(({ Value }) => `metrics of ${Value}`);
}

function namesOf(place: 'app' | 'stack', name: string, own?: string): Set<string> {
  const app = hostApp();
  const scope = place === 'app' ? app : new Stack(app, 'Host', { env: { region: 'us-east-1' } });
  const config = { [name]: { ...stage, ...(own !== undefined && { name: own }) } };
  new Stagepass(scope, 'Tokens', { stage: name, config });
  const templates = templatesOf(app);
  const stacks = place === 'app' ? Object.keys(templates).map((stack) => `a stack ${stack}`) : [];
  return new Set([...stacks, ...Object.values(templates).flatMap(namesIn)]);
}

const dev = namesOf('app', 'dev');

const LONGEST = 'n'.repeat(32);

it.each(['app', 'stack'] as const)('stages and apps share no physical name: each in an %s of its own', (place) => {
  const sets = [
    place === 'app' ? dev : namesOf(place, 'dev'),
    namesOf(place, 'dev', 'acme'),
    // The CDK leaves hyphens out where it makes a name of a path.
    namesOf(place, 'eu-prod', 'acme'),
    namesOf(place, 'prod', 'acmeeu'),
    namesOf(place, 's'.repeat(20), LONGEST),
  ];
  const all = sets.flatMap((names) => [...names].map((name) => name.toLowerCase()));
  // Secrets, APIs, the dashboard, policies of CloudFront and of buckets' access, keys of limits, metrics.
  expect(sets.map(({ size }) => size)).toEqual(sets.map(() => (place === 'app' ? 18 : 16)));
  expect(all.filter((name, at) => all.indexOf(name) !== at)).toEqual([]);
  // The shortest limit of them all, that of an origin access control.
  const policies = all
    .filter((name) => /originaccesscontrol/.test(name))
    .map((name) => name.split(' ')[1]?.length ?? 0);
  expect(Math.max(...policies)).toBeLessThanOrEqual(64);
});

it('a stage whose name is the default has the names that it has without', () => {
  expect(namesOf('app', 'dev', 'stagepass')).toEqual(dev);
});
