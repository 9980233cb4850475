import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import type { StageInput } from '../../lib/config/stage.ts';
import { FUNCTION_TAG } from '../../lib/functions/function-tag.ts';
import { originSecretName } from '../../lib/secrets/secret-names.ts';
import { fullStage, operatedStage, propertiesOf, stagepassApp, templates } from '../support/synth.ts';
import { unvalidated } from '../support/unvalidated.ts';

const ACCOUNT = '123456789012';

/** All that a team may turn on, and what then rotates. */
const everything: StageInput = {
  ...operatedStage,
  callers: { ...operatedStage.callers, partner: { audience: 'client', limit: { rate: 1 } } },
  rotation: { passwordsEveryDays: 90, originEveryDays: 30 },
  waf: { ratePerIp: 10 },
};

/** What CloudFormation tells resources apart by, but for the hash of what stands in a deployment or a version. */
function logicalIds(template: Template): string[] {
  return Object.keys(template.toJSON().Resources).map((id) => id.replace(/[0-9a-f]{32}$/, ''));
}

describe('a stage with an account', () => {
  const stage = { ...everything, region: 'eu-west-1' };
  const app = stagepassApp({ ...stage, account: ACCOUNT });
  const stacks = app.node.children.filter(Stack.isStack);

  it('can be deployed there only', () => {
    expect(stacks.map(({ environment }) => environment)).toEqual([
      `aws://${ACCOUNT}/eu-west-1`,
      `aws://${ACCOUNT}/us-east-1`,
    ]);
  });

  it('keeps every resource that it had without one', () => {
    const { api, edge } = templates(stage);
    expect(unvalidated(() => stacks.map((stack) => logicalIds(Template.fromStack(stack))))).toEqual([
      logicalIds(api),
      logicalIds(edge),
    ]);
  });
});

describe('a stage with tags', () => {
  const tags = { team: 'media', 'cost-center': '42' };
  const plain = templates();
  const tagged = templates({ ...fullStage, tags });

  it('has them beside ours on whatever can be tagged, in both stacks', () => {
    const own = [
      { Key: 'app', Value: 'stagepass' },
      { Key: 'cost-center', Value: '42' },
      { Key: 'stage', Value: 'test' },
      { Key: 'team', Value: 'media' },
    ];
    for (const [template, type] of [
      [tagged.api, 'AWS::Lambda::Function'],
      [tagged.api, 'AWS::ApiGateway::RestApi'],
      [tagged.edge, 'AWS::CloudFront::Distribution'],
      [tagged.edge, 'AWS::SecretsManager::Secret'],
    ] as const) {
      for (const { Tags } of propertiesOf(template, type)) {
        // A function has its id, too.
        expect((Tags as typeof own).filter(({ Key }) => Key !== FUNCTION_TAG)).toEqual(own);
      }
    }
  });

  it('keeps every resource, and the guard its version', () => {
    expect(logicalIds(tagged.api)).toEqual(logicalIds(plain.api));
    expect(logicalIds(tagged.edge)).toEqual(logicalIds(plain.edge));
    const versions = [plain, tagged].map(({ edge }) => Object.keys(edge.findResources('AWS::Lambda::Version')));
    expect(versions[1]).toEqual(versions[0]);
  });
});

describe('API Gateway’s logging', () => {
  it('is set by the stage, late enough for IAM to know the role, and before an API needs it', () => {
    const { api } = templates();
    api.hasResource('AWS::ApiGateway::Account', {
      DeletionPolicy: 'Retain',
      DependsOn: Match.arrayWith([
        Match.stringLikeRegexp('^AgoraTokenFunction'),
        Match.stringLikeRegexp('^MillicastTokensFunction'),
        Match.stringLikeRegexp('^MomentoTokenFunction'),
      ]),
    });
    api.allResources('AWS::ApiGateway::Stage', {
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^ApiGatewayLoggingAccount')]),
    });
  });

  it('is left to the account where the stage says so', () => {
    const { api } = templates({ ...fullStage, apiGatewayLogging: 'existing' });
    api.resourceCountIs('AWS::ApiGateway::Account', 0);
    api.resourcePropertiesCountIs('AWS::IAM::Role', { ManagedPolicyArns: Match.anyValue() }, 0);
    api.resourceCountIs('AWS::ApiGateway::Stage', 2);
  });
});

describe('a provider’s secret', () => {
  it.each([
    [undefined, 'RetainExceptOnCreate', 'Retain', 'keep'],
    ['keep', 'RetainExceptOnCreate', 'Retain', 'keep'],
    ['delete', 'Delete', 'Delete', 'delete'],
  ] as const)(
    'stays or goes as the stage says: %s',
    (providerSecrets, DeletionPolicy, UpdateReplacePolicy, Retention) => {
      const { api } = templates({ ...fullStage, retention: { providerSecrets } });
      // The metadata is a change that CloudFormation sees; a policy that changes alone is none.
      api.allResources('AWS::SecretsManager::Secret', {
        DeletionPolicy,
        UpdateReplacePolicy,
        Metadata: Match.objectLike({ Retention }),
      });
      api.resourceCountIs('AWS::SecretsManager::Secret', 5);
    },
  );

  it('is no caller’s, whose generated password goes with it', () => {
    templates().edge.allResources('AWS::SecretsManager::Secret', { DeletionPolicy: 'Delete' });
  });
});

describe('callers’ names', () => {
  it('are those of their resources, as ever: another id would be another password', () => {
    const { edge } = templates({
      ...fullStage,
      callers: { client: { audience: 'client' }, 'kiosk-1': { audience: 'client' }, 'web-app': { audience: 'client' } },
    });
    const secrets = edge.findResources('AWS::SecretsManager::Secret');
    expect(Object.fromEntries(Object.entries(secrets).map(([id, { Properties }]) => [id, Properties.Name]))).toEqual({
      CallerclientB4BDDA42: 'stagepass/test/caller/client',
      Callerkiosk1F9B59DAF: 'stagepass/test/caller/kiosk-1',
      Callerwebapp884EF8A9: 'stagepass/test/caller/web-app',
      OriginSecret5DDC59F1: originSecretName('test'),
    });
  });

  it('are kept apart in all resources, whatever their hyphens', () => {
    const names = ['a-b', 'ab', 'a--b', 'ab-'];
    const limited = (audience: 'client' | 'admin') => ({ audience, limit: { rate: 1 } });
    // One of them enabled: the outputs have room for no more.
    const callers = Object.fromEntries(
      names.map((name, at) => [name, { ...limited(at === 0 ? 'admin' : 'client'), disabled: at > 0 }]),
    );
    const { api, edge } = templates({ ...everything, callers });
    expect(propertiesOf(edge, 'AWS::SecretsManager::Secret')).toHaveLength(names.length + 1);
    expect(propertiesOf(edge, 'AWS::SecretsManager::RotationSchedule')).toHaveLength(names.length + 1);
    expect(propertiesOf(api, 'AWS::ApiGateway::UsagePlan')).toHaveLength(names.length);
    expect(propertiesOf(api, 'AWS::ApiGateway::UsagePlanKey')).toHaveLength(names.length);
  });
});
