import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { fullStage, propertiesOf, templates } from '../support/synth.ts';

const both = { ...fullStage, rotation: { passwordsEveryDays: 90, originEveryDays: 30 } };
const { edge } = templates(both);
const { edge: off } = templates();

const secret = (name: string) => ({ Ref: Match.stringLikeRegexp(`^${name}`) });

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

/** What a function's role may do, but for writing logs and traces. */
function rights(template: Template, role: string): Statement[] {
  const policy = propertiesOf(template, 'AWS::IAM::Policy').find((each) =>
    JSON.stringify(each.Roles).includes(`"Rotation${role}`),
  );
  const document = policy?.PolicyDocument as { readonly Statement: readonly Statement[] } | undefined;
  return (document?.Statement ?? []).filter(({ Action }) => !/^(logs|xray):/.test([Action].flat()[0] ?? ''));
}

const secretsNamed = (name: string) => ({
  'Fn::Join': ['', ['arn:aws:secretsmanager:us-east-1:', { Ref: 'AWS::AccountId' }, `:secret:${name}`]],
});

/** As whom the origin's rotation asks the APIs. */
function probeCallers(template: Template): string[] {
  const [environment = ''] = propertiesOf(template, 'AWS::Lambda::Function')
    .map(({ Environment }) => JSON.stringify(Environment ?? {}))
    .filter((text) => text.includes('probes'));
  // JSON within JSON: its quotes are escaped.
  return [...environment.replaceAll('\\', '').matchAll(/"caller":"([^"]+)"/g)].map(([, caller = '']) => caller);
}

describe('a stage whose secrets rotate', () => {
  it('schedules each caller’s secret and the origin secret, and rotates none as it is deployed', () => {
    edge.resourceCountIs('AWS::SecretsManager::RotationSchedule', Object.keys(fullStage.callers).length + 1);
    for (const [name, days] of [
      ['Callerclient', 90],
      ['Calleradmin', 90],
      ['Callerkiosk1', 90],
      ['OriginSecret', 30],
    ] as const) {
      edge.hasResourceProperties('AWS::SecretsManager::RotationSchedule', {
        SecretId: secret(name),
        RotationRules: { AutomaticallyAfterDays: days },
        RotateImmediatelyOnUpdate: false,
      });
    }
  });

  it('lets Secrets Manager invoke the rotation functions, for this account only, before there is a schedule', () => {
    edge.resourcePropertiesCountIs(
      'AWS::Lambda::Permission',
      { Principal: 'secretsmanager.amazonaws.com', SourceAccount: { Ref: 'AWS::AccountId' } },
      2,
    );
    const schedules = Object.values(edge.findResources('AWS::SecretsManager::RotationSchedule'));
    for (const { DependsOn } of schedules) expect(DependsOn).toContainEqual(expect.stringContaining('SecretsManager'));
  });

  it('gives each rotation function its own secrets, and the distribution to the one that needs it', () => {
    const calls = ['DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage'];
    const Action = calls.map((call) => `secretsmanager:${call}`);
    expect(rights(edge, 'Password')).toEqual([
      {
        Action,
        Effect: 'Allow',
        Resource: secretsNamed('stagepass/test/caller/*'),
      },
    ]);
    expect(rights(edge, 'Origin')).toEqual([
      { Action, Effect: 'Allow', Resource: { Ref: expect.stringMatching(/^OriginSecret/) } },
      {
        Action: ['cloudfront:GetDistribution', 'cloudfront:GetDistributionConfig', 'cloudfront:UpdateDistribution'],
        Effect: 'Allow',
        Resource: {
          'Fn::Join': [
            '',
            [
              'arn:aws:cloudfront::',
              { Ref: 'AWS::AccountId' },
              ':distribution/',
              { Ref: expect.stringMatching(/^TokensDistribution/) },
            ],
          ],
        },
      },
      {
        Action: ['lambda:EnableReplication*', 'lambda:GetFunction'],
        Effect: 'Allow',
        Resource: [
          { 'Fn::GetAtt': [expect.stringMatching(/^GuardFunction/), 'Arn'] },
          { 'Fn::Join': ['', [{ 'Fn::GetAtt': [expect.stringMatching(/^GuardFunction/), 'Arn'] }, ':*']] },
        ],
      },
    ]);
    expect(rights(edge, 'Check')).toEqual([
      {
        Action: 'secretsmanager:DescribeSecret',
        Effect: 'Allow',
        Resource: [secretsNamed('stagepass/test/caller/*'), secretsNamed('stagepass/test/origin-??????')],
      },
    ]);
  });

  it('asks each API as a caller that may use it', () => {
    expect(probeCallers(edge)).toEqual(['client', 'admin']);
  });

  it('raises an alarm when a function fails or a rotation lingers', () => {
    edge.resourcePropertiesCountIs(
      'AWS::CloudWatch::Alarm',
      { MetricName: 'Errors', Namespace: 'AWS/Lambda', Threshold: 1, TreatMissingData: 'notBreaching' },
      3,
    );
    edge.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'Stagepass',
      MetricName: 'UnfinishedRotations',
      Dimensions: [{ Name: 'stage', Value: 'test' }],
      EvaluationPeriods: 3,
      Period: 3_600,
    });
    edge.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(1 hour)' });
  });

  it('may update a distribution that has a web ACL', () => {
    const { edge: walled } = templates({ ...both, waf: { ratePerIp: 100 } });
    expect(rights(walled, 'Origin')).toContainEqual({
      Action: 'wafv2:GetWebACL',
      Effect: 'Allow',
      Resource: { 'Fn::GetAtt': [expect.stringMatching(/^WebAcl/), 'Arn'] },
    });
    expect(JSON.stringify(rights(edge, 'Origin'))).not.toContain('wafv2');
  });

  it('asks the APIs as a caller that is let in, rather one without a limit', () => {
    const { edge: limited } = templates({
      ...both,
      callers: {
        first: { audience: 'client', disabled: true },
        second: { audience: 'client', limit: { rate: 1 } },
        third: { audience: 'client' },
        operator: { audience: 'admin', limit: { rate: 1 } },
      },
    });
    expect(probeCallers(limited)).toEqual(['third', 'operator']);
  });

  it('asks as a user where only callers with a token may, and doesn’t mind a limit for each user', () => {
    const perUser = { requests: 60, perSeconds: 60 as const };
    const { edge: signedIn } = templates({
      ...both,
      issuers: { app: { issuer: 'https://sign-in.example.com', audience: ['stagepass'] } },
      callers: {
        first: { audience: 'client', limit: { rate: 1 } },
        members: { audience: 'client', token: { issuer: 'app' }, limit: { perUser } },
        operator: { audience: 'admin', limit: { rate: 1 } },
      },
    });
    expect(probeCallers(signedIn)).toEqual(['members?user=origin-rotation&issuer=app', 'operator']);
    expect(JSON.stringify(rights(signedIn, 'Origin'))).toContain('wafv2:GetWebACL');
  });

  it('may rotate one kind and leave the other', () => {
    const { edge: origin } = templates({ ...fullStage, rotation: { originEveryDays: 30 } });
    origin.resourceCountIs('AWS::SecretsManager::RotationSchedule', 1);
    origin.resourceCountIs('AWS::CloudWatch::Alarm', 3);
    const { edge: callers } = templates({ ...fullStage, rotation: { passwordsEveryDays: 30 } });
    callers.resourceCountIs('AWS::SecretsManager::RotationSchedule', 3);
    expect(JSON.stringify(callers.toJSON())).not.toContain('cloudfront:UpdateDistribution');
  });
});

describe('a stage whose secrets don’t rotate', () => {
  it.each(['AWS::SecretsManager::RotationSchedule', 'AWS::CloudWatch::Alarm', 'AWS::Events::Rule'])(
    'has no %s',
    (type) => {
      off.resourceCountIs(type, 0);
    },
  );

  it('has the guard, and what copies the console', () => {
    off.resourceCountIs('AWS::Lambda::Function', 2);
    off.resourceCountIs('AWS::Lambda::Version', 1);
    off.resourceCountIs('Custom::CDKBucketDeployment', 1);
  });
});
