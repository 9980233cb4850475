import { App, Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, it } from 'vitest';
import { callersFile } from '../../lib/apis/origin-authorizer.ts';
import { selectStage } from '../../lib/config/config.ts';
import type { StageInput } from '../../lib/config/stage.ts';
import { Stagepass } from '../../lib/stagepass.ts';
import { operatedStage, propertiesOf, stagepassApp, templates, twoRegions } from '../support/synth.ts';
import { unvalidated } from '../support/unvalidated.ts';

const operated = {
  ...operatedStage,
  callers: { ...operatedStage.callers, partner: { audience: 'client', limit: { rate: 1 } } },
  rotation: { originEveryDays: 30, passwordsEveryDays: 90 },
  waf: { ratePerIp: 10 },
} satisfies StageInput;
const stage = { ...operated, regions: ['us-east-1', 'eu-west-1'] };
const selected = selectStage({ test: stage }, 'test');
const { api, edge, second } = templates(stage) as { api: Template; edge: Template; second: Template };
const one = templates(operated);

const distribution = propertiesOf(edge, 'AWS::CloudFront::Distribution')[0] as {
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of it
  readonly DistributionConfig: any;
};
const { CacheBehaviors, OriginGroups, Origins } = distribution.DistributionConfig;

describe('a stage with two regions', () => {
  it('is the same each time', () => {
    const { stacks } = unvalidated(() => stagepassApp(stage).synth());
    expect(stacks.map(({ template }) => template)).toEqual([api, second, edge].map((template) => template.toJSON()));
  });

  it('keeps each resource and logical id that it had with one', () => {
    for (const [before, after] of [
      [one.api, api],
      [one.edge, edge],
    ] as const) {
      const typesOf = (template: Template) =>
        Object.entries(template.toJSON().Resources as Record<string, { Type: string }>)
          // A deployment’s and a version’s id says what is in it.
          .filter(([, { Type }]) => !/::Version$|::Deployment$/.test(Type))
          .map(([id, { Type }]) => `${Type} ${id}`);
      expect(typesOf(after)).toEqual(typesOf(before));
    }
  });

  it('has the same APIs, functions, alarms and topic in its second one, but no secrets', () => {
    const count = (template: Template, type: string) => Object.keys(template.findResources(type)).length;
    const types = new Set(Object.values(api.toJSON().Resources).map((resource) => (resource as { Type: string }).Type));
    for (const type of types) {
      expect([type, count(second, type)]).toEqual([
        type,
        type === 'AWS::SecretsManager::Secret' ? 0 : count(api, type),
      ]);
    }
  });

  it('has nothing there that a stack of its first region would be in the way of', () => {
    // Where the order of regions is turned round, a region has both for a while.
    const [first, other] = [api, second].map((template) => [
      ...propertiesOf(template, 'AWS::XRay::SamplingRule').map(
        ({ SamplingRule }) => (SamplingRule as { RuleName: string }).RuleName,
      ),
      ...propertiesOf(template, 'AWS::ApiGateway::ApiKey').map(({ Value }) => Value),
    ]) as [unknown[], unknown[]];
    expect(new Set([...first, ...other]).size).toBe(2 * (2 + 2));
    const files = (['client', 'admin'] as const).map((audience) =>
      Object.values(JSON.parse(String(Object.values(callersFile('test', selected, audience, 'eu-west-1'))[0]))),
    );
    expect(other).toEqual(expect.arrayContaining(files.flat()));
  });

  it('tells which replicas its functions read, as the first one tells the secrets', () => {
    const owners = (template: Template, prefix: string) =>
      Object.keys(template.findOutputs('*')).flatMap((id) => (id.startsWith(prefix) ? [id.slice(prefix.length)] : []));
    expect(owners(second, 'ProviderReplica')).toEqual(owners(api, 'ProviderSecret'));
    expect(owners(second, 'ProviderReplica')).not.toEqual([]);
    expect(owners(second, 'ProviderSecret')).toEqual([]);
  });

  it('replicates the providers’ secrets and the origin secret, and no secret of a caller', () => {
    const replicas = { ReplicaRegions: [{ Region: 'eu-west-1' }] };
    for (const secret of propertiesOf(api, 'AWS::SecretsManager::Secret')) expect(secret).toMatchObject(replicas);
    const [origin] = propertiesOf(edge, 'AWS::SecretsManager::Secret').filter(
      ({ Name }) => Name === 'stagepass/test/origin',
    );
    expect(origin).toMatchObject(replicas);
  });

  it('reads replicas in the second region: the first one’s ARNs with another region', () => {
    const [secretId = ''] = Object.entries(api.findOutputs('*')).flatMap(([id, { Value }]) =>
      /^PublishOutputRefAgoraSecret/.test(id) && Value.Ref !== undefined ? [id] : [],
    );
    const primary = {
      'Fn::GetStackOutput': { StackName: 'Stagepass-test-Api', Region: 'us-east-1', OutputName: secretId },
    };
    const arn = {
      'Fn::Sub': [
        `arn:\${AWS::Partition}:secretsmanager:\${AWS::Region}:\${AWS::AccountId}:secret:\${Name}`,
        { Name: { 'Fn::Select': [6, { 'Fn::Split': [':', primary] }] } },
      ],
    };
    second.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { SECRET_ARN: arn } } });
    const statements = propertiesOf(second, 'AWS::IAM::Policy').flatMap(
      ({ PolicyDocument }) => (PolicyDocument as { Statement: Record<string, unknown>[] }).Statement,
    );
    expect(statements).toContainEqual({ Action: 'secretsmanager:GetSecretValue', Effect: 'Allow', Resource: arn });
  });

  it('lets each region’s authorizers read their own origin secret, and that of the other region where theirs fails', () => {
    const optionsIn = (template: Template) =>
      propertiesOf(template, 'AWS::Lambda::Function')
        .map(({ Environment }) =>
          JSON.parse(String((Environment as { Variables: { OPTIONS?: string } }).Variables.OPTIONS ?? '{}')),
        )
        .filter(({ originSecretId }) => originSecretId !== undefined);
    const primary = { originSecretId: 'stagepass/test/origin', originSecretRegion: 'us-east-1' };
    const twice = (options: object) => [options, options];
    expect(optionsIn(one.api)).toEqual(twice(primary));
    expect(optionsIn(api)).toEqual(twice({ ...primary, askedRegions: ['us-east-1', 'eu-west-1'] }));
    expect(optionsIn(second)).toEqual(twice({ ...primary, askedRegions: ['eu-west-1', 'us-east-1'] }));
    for (const template of [api, second]) {
      const policies = JSON.stringify(propertiesOf(template, 'AWS::IAM::Policy'));
      for (const region of ['us-east-1', 'eu-west-1']) {
        expect(policies).toMatch(new RegExp(`:secretsmanager:${region}:.{0,60}:secret:stagepass/test/origin-`));
      }
    }
  });

  it('asks the second region where the first one fails, within seconds, for GET, HEAD and OPTIONS', () => {
    expect(OriginGroups.Items).toHaveLength(1);
    const [{ Id, Members, FailoverCriteria }] = OriginGroups.Items;
    expect(FailoverCriteria.StatusCodes.Items).toEqual([500, 502, 503, 504]);
    const members = Members.Items.map(({ OriginId }: { OriginId: string }) =>
      Origins.find((origin: { Id: string }) => origin.Id === OriginId),
    );
    expect(members.map((origin: object) => JSON.stringify(origin).match(/execute-api\.([\w-]+)\./)?.[1])).toEqual([
      'us-east-1',
      'eu-west-1',
    ]);
    for (const origin of members) {
      expect(origin).toMatchObject({
        ConnectionAttempts: 1,
        ConnectionTimeout: 3,
        CustomOriginConfig: { OriginReadTimeout: 10, OriginProtocolPolicy: 'https-only' },
        OriginCustomHeaders: [{ HeaderName: 'x-stagepass-origin' }],
      });
    }
    const grouped = CacheBehaviors.filter(({ TargetOriginId }: { TargetOriginId: string }) => TargetOriginId === Id);
    expect(grouped.map(({ PathPattern }: { PathPattern: string }) => PathPattern)).toContain('/access_token*');
    for (const { AllowedMethods } of grouped) expect(AllowedMethods).toEqual(['GET', 'HEAD', 'OPTIONS']);
  });

  it('sends operators’ paths to the first region alone, with every method', () => {
    const admin = CacheBehaviors.find(({ PathPattern }: { PathPattern: string }) => PathPattern === '/admin/*');
    expect(admin.AllowedMethods).toContain('POST');
    const origin = Origins.find(({ Id }: { Id: string }) => Id === admin.TargetOriginId);
    expect(JSON.stringify(origin)).toContain('execute-api.us-east-1.');
  });

  it('sends a path that also takes POST to the first region alone', () => {
    const livekit = { ...twoRegions, providers: { agora: {}, livekit: { url: 'wss://livekit.example.com' } } };
    const [there] = propertiesOf(templates(livekit).edge, 'AWS::CloudFront::Distribution') as (typeof distribution)[];
    const behaviors = there?.DistributionConfig.CacheBehaviors as { PathPattern: string; AllowedMethods: string[] }[];
    const methods = Object.fromEntries(behaviors.map((each) => [each.PathPattern, each.AllowedMethods.length]));
    expect(methods).toMatchObject({ '/livekit/token*': 7, '/access_token*': 3 });
  });

  it('tests a new origin secret at the APIs of both regions before CloudFront sends it', () => {
    const rotator = propertiesOf(edge, 'AWS::Lambda::Function').find((properties) =>
      JSON.stringify(properties).includes('distributionId'),
    );
    const options = JSON.stringify(rotator?.Environment);
    expect(options.match(/execute-api\.us-east-1\./g)).toHaveLength(2);
    expect(options.match(/execute-api\.eu-west-1\./g)).toHaveLength(2);
  });

  it('shows both regions’ APIs on the dashboard', () => {
    const [dashboard] = propertiesOf(edge, 'AWS::CloudWatch::Dashboard');
    const body = JSON.stringify(dashboard);
    expect(body).toContain('client 5xx eu-west-1');
    expect(body).toContain('429 eu-west-1');
    expect(body).toContain('momento eu-west-1');
    // One line for each code, by CloudWatch.
    expect(body).toContain(`\${PROP('Dim.code')} eu-west-1`);
  });

  it('notifies a topic of the app’s own in each region, and refuses one where no alarm is', () => {
    const app = stagepassApp(stage);
    const tokens = app.node.findChild('Stagepass') as Stagepass;
    const [api, secondApi] = ['us-east-1', 'eu-west-1'].map((region) =>
      Topic.fromTopicArn(
        new Stack(app, region, { env: { region } }),
        'Topic',
        `arn:aws:sns:${region}:123456789012:ours`,
      ),
    ) as [ITopic, ITopic];
    tokens.notify({ api, secondApi });
    for (const [stack, { topicArn }] of [
      [tokens.stacks.api, api],
      [tokens.stacks.secondApi as Stack, secondApi],
    ] as const) {
      const alarms = stack.node.findAll().filter((each) => each instanceof CfnAlarm);
      expect(alarms.length).toBeGreaterThan(3);
      for (const { alarmActions, okActions } of alarms) {
        for (const actions of [alarmActions, okActions].map((each) => stack.resolve(each))) {
          expect(actions).toEqual([topicArn]);
        }
      }
    }
    const inOneRegion = stagepassApp(operated).node.findChild('Stagepass') as Stagepass;
    expect(() => inOneRegion.notify({ secondApi })).toThrow(
      'stage test has one region, so nothing would notify secondApi',
    );
  });

  it('is nothing for a stack of somebody else', () => {
    const stack = new Stack(new App(), 'Theirs', { env: { region: 'us-east-1' } });
    expect(() => new Stagepass(stack, 'Tokens', { stage: 'test', config: { test: twoRegions } })).toThrow(
      'the stage’s regions are us-east-1 and eu-west-1, but Theirs is one stack, which has one',
    );
  });
});
