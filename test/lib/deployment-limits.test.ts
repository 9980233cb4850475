import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type NestedStack, Stack } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import { providers } from '../../lambda/providers.ts';
import { mostInStack } from '../../lib/config/callers-in-stack.ts';
import { ConfigError, selectStage } from '../../lib/config/config.ts';
import { mostOf, type StageInput } from '../../lib/config/stage.ts';
import { NESTED_STACKS } from '../../lib/nested-stacks.ts';
import { beyondLimits, DeploymentLimits, type MeasuredTemplate } from '../../lib/operations/deployment-limits.ts';
import { Stagepass } from '../../lib/stagepass.ts';
import { everyProvider, operatedStage, stagepassApp } from '../support/synth.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { unvalidated } from '../support/unvalidated.ts';

const manyOf = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));

/** Callers with names as long as they may be, of both audiences, and as many with a limit as is said. */
const callers = (count: number, limits: number): StageInput['callers'] =>
  Object.fromEntries(
    manyOf(count, (at) => [
      `caller-${at}`.padEnd(32, 'x'),
      {
        audience: at % 2 === 0 ? ('client' as const) : ('admin' as const),
        rights: {
          agora: { channels: manyOf(100, (channel) => `channel-${at}-${channel}-*`) },
          maximumLifetimeSeconds: 86_400,
        },
        ...(at < limits && { limit: { rate: 1 + at, quota: { requests: 1_000, per: 'day' as const } } }),
      },
    ]),
  );

const origins = (count: number) => manyOf(count, (at) => `https://${`${at}.`.padEnd(240, 'a.')}example.com`);
const emails = (count: number) => manyOf(count, (at) => `on-call-${at}@example.com`);
/** Momento's, with topics that make them that long. */
const momento = (bytes: number): NonNullable<StageInput['providers']['momento']> => {
  const scope = (names: string[]) => ({ cache: 'game', topics: { role: 'subscribeonly' as const, names } });
  const admin = scope(['news']);
  const frame = 420;
  return { client: scope(manyOf(Math.floor((bytes - frame) / 103), (at) => `topic-${at}`.padEnd(100, 'x'))), admin };
};

interface CfnResource {
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of it
  readonly Properties?: any;
}

const most = callers(mostOf.callers, mostOf.callers);
const namesOf = (count: number) => Object.keys(most).slice(0, count);

/** As much of everything as a stage may have but projects, and everything on. The stacks themselves are full, too. */
const biggest: StageInput = {
  ...operatedStage,
  providers: { ...everyProvider, momento: momento(mostOf.optionBytes) },
  callers: most,
  callersInStack: { passwords: namesOf(mostInStack.passwords), limits: namesOf(mostInStack.limits) },
  allowedOrigins: origins(mostOf.origins),
  alarms: { emails: emails(mostOf.emails) },
  rotation: { passwordsEveryDays: 90, originEveryDays: 30 },
  waf: { ratePerIp: 1_000 },
};

// Outside of a test, whose time it would take most of.
const { stacks, directory } = unvalidated(() => stagepassApp(biggest).synth());
/** Those of the two stacks, and of the stacks nested in them. */
const templates = readdirSync(directory).filter((name) => name.endsWith('.template.json'));

/** What is said of a stage that has too much. */
function refusal(stage: StageInput): string {
  try {
    selectStage({ dev: stage }, 'dev');
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
  }
  return 'accepted';
}

describe('a stage with as much of everything as it may have', () => {
  it('is within what AWS takes, which each synthesis checks', () => {
    expect(stacks).toHaveLength(2);
    expect(templates).toHaveLength(2 + 2 * NESTED_STACKS);
    for (const name of templates) {
      const text = readFileSync(join(directory, name), 'utf8');
      expect(beyondLimits(JSON.parse(text), Buffer.byteLength(text))).toEqual([]);
    }
  });

  it('is within what a deployment of a stack and those in it may change', () => {
    for (const part of ['Api', 'Edge']) {
      const own = templates.filter((name) => new RegExp(`^Stagepass-?test-?${part}`).test(name));
      const resources = own.map((name) => JSON.parse(readFileSync(join(directory, name), 'utf8')).Resources);
      expect(own).toHaveLength(1 + NESTED_STACKS);
      expect(resources.reduce((sum, each) => sum + Object.keys(each).length, 0)).toBeLessThan(2_000);
    }
  });

  it('has every provider, and leaves room for one or two more before anybody’s stage is too large', () => {
    expect(Object.keys(biggest.providers)).toEqual(expect.arrayContaining(providers.map(({ id }) => id)));
    for (const { template } of stacks) expect(Object.keys(template.Resources).length).toBeLessThanOrEqual(480);
  });

  it('has room in every function’s variables for as many options of its provider', () => {
    const resources = stacks.flatMap(({ template }) => Object.values<CfnResource>(template.Resources));
    const variables = resources.flatMap(({ Properties }) => Properties?.Environment?.Variables ?? []);
    const withOptions = variables.filter(({ OPTIONS }) => OPTIONS !== undefined);
    expect(withOptions.length).toBeGreaterThan(providers.length);
    for (const each of withOptions) {
      const Variables = { ...each, OPTIONS: 'x'.repeat(mostOf.optionBytes) };
      const one = { Type: 'AWS::Lambda::Function', Properties: { Environment: { Variables } } };
      expect(beyondLimits({ Resources: { one } }, 0)).toEqual([]);
    }
  });

  it.each<[string, Partial<StageInput>, string]>([
    ['caller', { callers: callers(mostOf.callers + 1, 0) }, 'dev.callers: expected 500 callers at most'],
    ['origin', { allowedOrigins: origins(mostOf.origins + 1) }, 'dev.allowedOrigins: expected 100 origins at most'],
    ['address', { alarms: { emails: emails(mostOf.emails + 1) } }, 'dev.alarms.emails: expected 20 addresses at most'],
    [
      'topic',
      { providers: { ...biggest.providers, momento: momento(mostOf.optionBytes + 400) } },
      'dev.providers.momento: expected fewer or shorter options: 3000 bytes at most, written as JSON',
    ],
  ])('may not have one %s more, and is told so in a line', (_what, more, message) => {
    // With few callers, whose rights would take most of the time.
    const own = { ...biggest, callers: callers(1, 1), callersInStack: {} };
    expect(refusal(own)).toBe('accepted');
    expect(refusal({ ...own, ...more })).toBe(`stagepass.config.ts is not right:\n  ${message}`);
  });
});

describe('a template', () => {
  const found = (template: MeasuredTemplate, bytes = 1_000) =>
    beyondLimits(template, bytes).map(({ what, size, limit }) => `${what}: ${size} of ${limit}`);
  const one = (Type: string, Properties: Record<string, unknown>) => ({ Resources: { One: { Type, Properties } } });
  const policy = (characters: number) => ({ Statement: 'x'.repeat(characters - '{"Statement":""}'.length) });

  it.each<[string, MeasuredTemplate]>([
    [
      'bytes of environment variables: 4097 of 4096',
      one('AWS::Lambda::Function', { Environment: { Variables: { OPTIONS: 'é'.repeat(2_045) } } }),
    ],
    [
      'characters of Description: 257 of 256',
      one('AWS::Lambda::Function', { Description: { 'Fn::Join': ['', ['x'.repeat(57), { Ref: 'Name' }]] } }),
    ],
    [
      'characters of inline policies: 10241 of 10240',
      {
        Resources: {
          Role: { Type: 'AWS::IAM::Role', Properties: { Policies: [{ PolicyDocument: policy(241) }] } },
          Policy: {
            Type: 'AWS::IAM::Policy',
            Properties: { PolicyDocument: policy(10_000), Roles: [{ Ref: 'Role' }] },
          },
        },
      },
    ],
    [
      'characters of the policy: 6145 of 6144',
      one('AWS::IAM::ManagedPolicy', { PolicyDocument: policy(6_145), Roles: [{ Ref: 'Role' }] }),
    ],
    ['managed policies: 11 of 10', one('AWS::IAM::Role', { ManagedPolicyArns: manyOf(11, String) })],
    [
      'cache behaviors: 76 of 75',
      one('AWS::CloudFront::Distribution', { DistributionConfig: { CacheBehaviors: manyOf(75, String) } }),
    ],
    ['outputs: 201 of 200', { Outputs: Object.fromEntries(manyOf(201, (at) => [`Output${at}`, {}])) }],
    [
      'resources: 501 of 500',
      { Resources: Object.fromEntries(manyOf(501, (at) => [`R${at}`, { Type: 'AWS::SNS::Topic' }])) },
    ],
    ['dynamic references: 61 of 60', { Outputs: { All: { Value: '{{resolve:secretsmanager:a}}'.repeat(61) } } }],
    [
      'AWS::ApiGateway::Resource: 301 of 300',
      {
        Resources: Object.fromEntries(
          manyOf(301, (at) => [
            `R${at}`,
            { Type: 'AWS::ApiGateway::Resource', Properties: { RestApiId: { Ref: 'Api' } } },
          ]),
        ),
      },
    ],
    [
      'bytes of a function’s policy: 20552 of 20480',
      {
        Resources: Object.fromEntries(
          manyOf(28, (at) => [
            `P${at}`,
            { Type: 'AWS::Lambda::Permission', Properties: { FunctionName: { Ref: 'F' }, SourceArn: { Ref: 'S' } } },
          ]),
        ),
      },
    ],
  ])('is beyond a limit: %s', (expected, template) => {
    expect(found(template)).toContain(expected);
  });

  it('is too large by itself', () => {
    expect(found({}, 1_000_001)).toEqual(['bytes of the template: 1000001 of 1000000']);
  });

  it('counts the resources of each API by itself', () => {
    const resource = (at: number): [string, { Type: string; Properties: object }] => [
      `R${at}`,
      { Type: 'AWS::ApiGateway::Resource', Properties: { RestApiId: { Ref: `Api${at % 2}` } } },
    ];
    expect(found({ Resources: Object.fromEntries(manyOf(301, resource)) } as MeasuredTemplate)).toEqual([]);
  });

  it.each([
    ['of a nested stack', 1, 500, ['outputs: 201, and AWS takes 200']],
    ['of a stack and those nested in it', 5, 499, []],
    [
      'of more than a deployment can change',
      5,
      500,
      ['resources with those of nested stacks: 2501, and AWS takes 2500'],
    ],
  ])('is measured with those %s', (what, count, resources, expected) => {
    const dir = temporaryFolder();
    const write = (name: string, template: MeasuredTemplate) =>
      writeFileSync(join(dir, name), JSON.stringify(template));
    const Resources = Object.fromEntries(manyOf(resources, (at) => [`R${at}`, { Type: 'AWS::SNS::Topic' }]));
    const Outputs = Object.fromEntries(manyOf(what === 'of a nested stack' ? 201 : 0, (at) => [`O${at}`, {}]));
    write('own.json', { Resources: { One: { Type: 'AWS::SNS::Topic' } } });
    write('nested.json', { Resources, Outputs });
    const own = { node: { path: 'Own' } } as Stack;
    const nested = manyOf(count, () => ({ templateFile: 'nested.json' }) as NestedStack);
    const stackTemplates = ['Own', 'Other'].map((stackConstructPath) => ({
      stackConstructPath,
      templatePath: join(dir, 'own.json'),
    }));
    const context = { stackTemplates } as unknown as Parameters<DeploymentLimits['validate']>[0];
    const { success, violations } = new DeploymentLimits([[own, nested]]).validate(context);
    expect(violations.map(({ description }) => description.split('. Fewer')[0])).toEqual(expected);
    expect(success).toBe(expected.length === 0);
  });

  it.each<['ends' | 'doesn’t end', string, (stages: Stagepass, app: App) => Stack]>([
    ['ends', 'one of its stacks', ({ stacks }) => stacks.edge],
    ['doesn’t end', 'another stack of its app', (_stages, app) => new Stack(app, 'Own')],
  ])('%s the synthesis, if AWS would not take it, of %s', (ends, _what, stackOf) => {
    const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
    const stagepass = new Stagepass(app, 'Stagepass', { stage: 'test', config: { test: operatedStage } });
    const tooLong = { code: { zipFile: '0' }, role: 'r', description: 'x'.repeat(257) };
    new CfnFunction(stackOf(stagepass, app), 'TooLong', tooLong);
    const synth = expect(() => unvalidated(() => app.synth()));
    if (ends === 'ends') synth.toThrow('characters of Description: 257, and AWS takes 256');
    else synth.not.toThrow();
  });
});
