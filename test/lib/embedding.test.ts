import { type App, NestedStack, Stack, Stage, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Alarm, Dashboard, GraphWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, it } from 'vitest';
import { ConfigError, type StageInput, Stagepass } from '../../lib/index.ts';
import { ownFlags } from '../../lib/own-flags.ts';
import { configOf, hostApp, ourFlags, plainStage, templateOf, templatesOf } from '../support/host-app.ts';
import { operatedStage } from '../support/synth.ts';

const usEast1 = { region: 'us-east-1' };

/** Everything that a flag of the CDK may change, in two regions. */
const everything: StageInput = {
  ...operatedStage,
  region: 'eu-west-1',
  issuers: { app: { issuer: 'https://sign-in.example.com', audience: ['stagepass'] } },
  callers: {
    ...operatedStage.callers,
    limited: { audience: 'client', limit: { rate: 5 } },
    members: { audience: 'client', token: { issuer: 'app' } },
  },
  waf: { ratePerIp: 100 },
  rotation: { passwordsEveryDays: 30, originEveryDays: 30 },
};

function embedded(scope: App | Stage | Stack, stage = plainStage): Stagepass {
  return new Stagepass(scope, 'Tokens', { stage: 'test', config: configOf(stage) });
}

/** A stack of the app's own, with a stage in it. */
function inStack(app = hostApp(), stage = plainStage): { readonly stack: Stack; readonly stagepass: Stagepass } {
  const stack = new Stack(app, 'Host', { env: usEast1 });
  return { stack, stagepass: embedded(stack, stage) };
}

const opposite = (value: unknown) => (typeof value === 'boolean' ? !value : value === 'weak' ? 'strong' : undefined);

describe('the templates of a stage', () => {
  const withFlags = (context: Readonly<Record<string, unknown>>, stage: StageInput) => {
    const app = hostApp({ context });
    embedded(app, stage);
    return templatesOf(app);
  };
  const ours = withFlags(ourFlags, everything);

  it('are the same in an app without flags', () => {
    const blank = withFlags({}, everything);
    expect(blank).toEqual(ours);
    const types = Object.values(blank).flatMap(({ Resources }) => Object.values(Resources).map(({ Type }) => Type));
    expect(types.filter((type) => type.startsWith('Custom::'))).toEqual(['Custom::CDKBucketDeployment']);
  });

  it('are the same in an app whose flags are the opposite', () => {
    const context = Object.fromEntries(
      Object.entries({ ...ourFlags, ...ownFlags }).flatMap(([flag, value]) =>
        opposite(value) === undefined ? [] : [[flag, opposite(value)]],
      ),
    );
    expect(withFlags(context, everything)).toEqual(ours);
  });

  it('are the same in a stack of somebody else, but for flags that the CDK asks the stack itself', () => {
    const asked = [
      '@aws-cdk/core:enablePartitionLiterals',
      '@aws-cdk/core:target-partitions',
      '@aws-cdk/aws-iam:minimizePolicies',
    ];
    const context = Object.fromEntries(asked.map((flag) => [flag, ourFlags[flag]]));
    const template = (flags: Readonly<Record<string, unknown>>) =>
      templateOf(inStack(hostApp({ context: flags })).stack);
    expect(template(context)).toEqual(template(ourFlags));
  });

  it('have flags that this repository has, too', () => {
    const defaults = {
      '@aws-cdk/aws-apigateway:usagePlanKeyOrderInsensitiveId': true,
      '@aws-cdk/aws-lambda:recognizeVersionProps': true,
    };
    expect({ ...ourFlags, ...defaults }).toMatchObject(ownFlags);
  });

  it('are those of stacks with the same names in a CDK stage', () => {
    const [app, other] = [hostApp(), hostApp()];
    embedded(app);
    const stagepass = embedded(new Stage(other, 'Prod'));
    expect(stagepass.stacks.edge.node.path).toBe('Prod/Stagepass-test-Edge');
    const secrets = (templates: ReturnType<typeof templatesOf>) =>
      Object.entries(templates).map(([name, template]) => [
        name,
        Object.keys(Template.fromJSON(template).findResources('AWS::SecretsManager::Secret')),
      ]);
    expect(secrets(templatesOf(other))).toEqual(secrets(templatesOf(app)));
  });
});

describe('what a stage leaves alone in an app', () => {
  const tagsOf = (template: object, id: string) =>
    Template.fromJSON(template).findResources('AWS::SNS::Topic')[id]?.Properties?.Tags;

  it('is the tags of other stacks', () => {
    const app = hostApp();
    embedded(app, { ...plainStage, tags: { team: 'tokens' } });
    const own = new Stack(app, 'Own', { env: usEast1 });
    const { node } = new Topic(own, 'Topic');
    expect(tagsOf(templateOf(own), own.getLogicalId(node.defaultChild as never))).toBeUndefined();
  });

  it('is the tags of other resources in a stack, whose tags never replace its own', () => {
    const app = hostApp();
    Tags.of(app).add('app', 'shop');
    Tags.of(app).add('cost', 'shop');
    const { stack } = inStack(app);
    const { node } = new Topic(stack, 'Topic');
    const template = templateOf(stack);
    const theirs = [
      { Key: 'app', Value: 'shop' },
      { Key: 'cost', Value: 'shop' },
    ];
    expect(tagsOf(template, stack.getLogicalId(node.defaultChild as never))).toEqual(theirs);
    for (const { Properties } of Object.values(Template.fromJSON(template).findResources('AWS::Lambda::Function'))) {
      expect(Properties.Tags).toEqual(
        expect.arrayContaining([
          { Key: 'app', Value: 'stagepass' },
          { Key: 'cost', Value: 'shop' },
        ]),
      );
    }
  });

  it.each(['app', 'stack'] as const)('is its own tags, whatever an %s around it does with their keys', (place) => {
    const made = (change: (app: App, { stacks }: Stagepass) => void) => {
      const app = hostApp();
      const stagepass = place === 'app' ? embedded(app) : inStack(app).stagepass;
      change(app, stagepass);
      return templatesOf(app);
    };
    const changed = made((app, { stacks }) => {
      for (const scope of [app, ...Object.values(stacks)]) {
        for (const key of ['app', 'stage', 'provider-secret', 'stagepass-function']) {
          Tags.of(scope).remove(key, { priority: 1_000 });
          if (key === 'app' || key === 'stage') Tags.of(scope).add(key, 'x', { priority: 2_000 });
        }
      }
    });
    expect(changed).toEqual(made(() => {}));
  });

  it('is the alarms of a stack', () => {
    const { stack, stagepass } = inStack();
    const alarm = new Alarm(stack, 'Own', { metric: stagepass.metrics.requests(), threshold: 1, evaluationPeriods: 1 });
    Template.fromJSON(templateOf(stack)).hasResource('AWS::CloudWatch::Alarm', {
      Properties: { AlarmActions: Match.anyValue() },
    });
    const own = templateOf(stack).Resources[stack.getLogicalId(alarm.node.defaultChild as never)];
    expect(own?.Properties).not.toHaveProperty('AlarmActions');
  });

  it('is API Gateway’s setting for the account, if it is there already', () => {
    const count = (apiGatewayLogging: 'managed' | 'existing') => {
      const { stack } = inStack(hostApp(), { ...plainStage, apiGatewayLogging });
      return Object.values(templateOf(stack).Resources).filter(({ Type }) => Type === 'AWS::ApiGateway::Account')
        .length;
    };
    expect([count('managed'), count('existing')]).toEqual([1, 0]);
  });
});

describe('a stack of somebody else', () => {
  it('has the outputs that our own stacks have, where commands look for them', () => {
    const app = hostApp();
    const { stacks } = embedded(app);
    const named = (template: ReturnType<typeof templateOf>) =>
      Object.keys(template.Outputs ?? {}).filter((name) => !name.startsWith('Publish'));
    // The CDK adds eight characters to its own outputs.
    const ours = [templateOf(stacks.api), templatesOf(app)[stacks.edge.stackName]]
      .flatMap((template) => named(template as never))
      .map((name) => name.replace(/^(ClientApiEndpoint|AdminApiEndpoint).*/, '$1'));
    expect(ours).toEqual(
      expect.arrayContaining(['Url', 'ClientApiEndpoint', 'ProviderSecretAgora', 'CallerSecretclient']),
    );
    expect(named(templateOf(inStack().stack)).sort()).toEqual(ours.sort());
  });

  const refused: [string, () => unknown, RegExp][] = [
    [
      'in another region',
      () => embedded(new Stack(hostApp(), 'Host', { env: { region: 'eu-west-1' } })),
      /^Host is in eu-west-1,.* give the stack env: \{ region: 'us-east-1' \}/,
    ],
    [
      'without a region',
      () => embedded(new Stack(hostApp(), 'Host')),
      /^Host says no region,.*or give Stagepass the app/,
    ],
    [
      'for a stage of another region',
      () => inStack(hostApp(), { ...plainStage, region: 'eu-west-1' }),
      /^the stage’s region is eu-west-1.*leave region out/,
    ],
    [
      'for a stage of an account that it doesn’t name',
      () => inStack(hostApp(), { ...plainStage, account: '123456789012' }),
      /^the stage belongs to the account 123456789012: give Host env/,
    ],
    [
      'nested in another',
      () => embedded(new NestedStack(new Stack(hostApp(), 'Host', { env: usEast1 }), 'Nested')),
      /^Host\/Nested is a nested stack/,
    ],
    [
      'with a stage in it',
      () => new Stagepass(inStack().stack, 'Second', { stage: 'test', config: configOf() }),
      /^Host has a Stagepass already, Host\/Tokens/,
    ],
  ];
  it.each(refused)('is refused %s', (_what, make, message) => {
    expect(make).toThrow(ConfigError);
    expect(make).toThrow(message);
  });
});

describe('the properties of a stage', () => {
  const app = hostApp();
  const tokens = embedded(app, { ...operatedStage, region: 'eu-west-1' });
  const host = new Stack(app, 'Host', { env: { region: 'eu-west-1' }, crossRegionReferences: true });
  const edge = new Stack(app, 'Edge', { env: usEast1 });
  const reader = (stack: Stack) =>
    new Role(stack, 'Reader', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  // In stacks of their own: Stagepass's depend on them.
  const topicIn = (region: string) => new Topic(new Stack(app, `OnCall-${region}`, { env: { region } }), 'OnCall');
  const topics = { api: topicIn('eu-west-1'), edge: topicIn('us-east-1') };

  tokens.callerSecret('kiosk-1').grantRead(reader(edge));
  const role = reader(host);
  tokens.callerSecret('kiosk-1').grantRead(role);
  tokens.providerSecret('agora').grantRead(role);
  tokens.providerSecret('millicast-viewer').grantRead(role);
  tokens.notify(topics);
  new Alarm(host, 'Vended', { metric: tokens.metrics.vended('agora'), threshold: 1, evaluationPeriods: 1 });
  new Alarm(host, 'Slow', { metric: tokens.metrics.providerLatency('momento'), threshold: 1, evaluationPeriods: 1 });
  new Alarm(edge, 'Rate', { metric: tokens.metrics.clientErrorRate(), threshold: 1, evaluationPeriods: 1 });
  new Dashboard(host, 'Dashboard').addWidgets(
    new GraphWidget({
      left: [
        tokens.metrics.requests(),
        tokens.metrics.throttled(),
        tokens.metrics.apiLatency('admin'),
        tokens.metrics.refused(),
        tokens.metrics.guardErrors(),
      ],
    }),
  );
  const { Host, Edge, 'Stagepass-test-Api': api, 'Stagepass-test-Edge': front } = templatesOf(app);

  it('say its URL', () => {
    expect(tokens.url).toBe('https://tokens.example.com');
    expect(tokens.distribution.stack).toBe(tokens.stacks.edge);
    expect(tokens.apis.admin.stack).toBe(tokens.stacks.api);
  });

  it('grant a caller’s secret to stacks of any region', () => {
    for (const template of [Host, Edge]) {
      const [{ Properties } = { Properties: undefined }] = Object.values(
        Template.fromJSON(template as object).findResources('AWS::IAM::Policy'),
      );
      expect(JSON.stringify(Properties)).toMatch(/:secret:stagepass\/test\/caller\/kiosk-1-\?{6}/);
      expect(JSON.stringify(Properties)).toContain(':secretsmanager:us-east-1:');
    }
  });

  it('are for callers and providers that the stage has', () => {
    expect(() => tokens.callerSecret('nobody')).toThrow('is called "nobody": the stage has client, admin, kiosk-1');
    expect(() => tokens.providerSecret('zoom')).toThrow(/that of "zoom": the stage has Agora, /);
    expect(() => tokens.metrics.providerErrors('agora')).toThrow('it is there for interactivity, momento, millicast');
    expect(() => tokens.providerSecret('agora', 'eu')).toThrow('agora has no project "eu"');
    expect(() => embedded(hostApp(), { ...plainStage, alarms: undefined } as StageInput).notify({})).toThrow(
      'has no alarms: give it alarms: {}',
    );
  });

  it('are told of the topics of both regions, or of neither', () => {
    const two = embedded(hostApp(), { ...plainStage, regions: ['us-east-1', 'eu-west-1'] });
    const { api, edge } = topics;
    expect(() => two.notify({ api, edge })).toThrow(
      'stage test has APIs in eu-west-1, too, whose alarms would notify nobody: give secondApi, a topic there',
    );
    expect(() => tokens.notify({ secondApi: api })).toThrow('stage test has one region');
    expect(() => two.notify({ edge })).not.toThrow();
  });

  it('let every alarm notify the topic of its region, beside its own', () => {
    expect(tokens.alarms.length).toBeGreaterThan(3);
    for (const template of [api, front]) {
      for (const { Properties } of Object.values(
        Template.fromJSON(template as object).findResources('AWS::CloudWatch::Alarm'),
      )) {
        expect(Properties.AlarmActions).toHaveLength(2);
        expect(Properties.OKActions).toHaveLength(2);
      }
    }
  });

  it('have metrics in the region where CloudWatch has them', () => {
    const [{ Properties } = { Properties: { DashboardBody: '' } }] = Object.values(
      Template.fromJSON(Host as object).findResources('AWS::CloudWatch::Dashboard'),
    );
    const body = JSON.stringify(Properties.DashboardBody);
    expect(body).toMatch(/AWS\/CloudFront.*us-east-1/);
    expect(body).toContain('Throttled');
    Template.fromJSON(api as object).resourceCountIs('AWS::Logs::MetricFilter', 2);
  });

  it('have functions report what was asked for, also after the stage was made', () => {
    const functions = Template.fromJSON(api as object).findResources('AWS::Lambda::Function');
    const reported = Object.values(functions).map(({ Properties }) => Properties.Environment.Variables.METRICS);
    // The stage has a dashboard, which shows all of this but how long a provider takes.
    expect(reported).toContain('Refused,Vended');
    expect(reported).toContain('ProviderErrors,ProviderLatency,Refused,Vended');
    expect(reported).toContain('ProviderErrors,Refused,Vended');
  });
});
