import { Stack } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { describe, expect, it } from 'vitest';
import { AlarmTopic } from '../../lib/operations/alarm-topic.ts';
import { fullStage, operatedStage, propertiesOf, stagepassApp, templates } from '../support/synth.ts';
import { unvalidated } from '../support/unvalidated.ts';

const { api, edge } = templates(operatedStage);

/** What a reader of the alarm's mail is told to look up. */
const named = (template: Template) =>
  propertiesOf(template, 'AWS::CloudWatch::Alarm').map(
    ({ AlarmDescription }) => /See (\w+) in docs\/operations\.md/.exec(String(AlarmDescription))?.[1],
  );

describe('the alarms', () => {
  it('are few', () => {
    const byProvider = ['interactivity', 'millicast', 'momento'].map(() => 'ProviderErrors');
    expect(named(api)).toEqual(['ServerErrors', ...byProvider, 'Throttled']);
    expect(named(edge)).toEqual(['ErrorRate', 'GuardErrors']);
  });

  it('don’t ring without data', () => {
    for (const template of [api, edge]) {
      for (const alarm of propertiesOf(template, 'AWS::CloudWatch::Alarm')) {
        expect(alarm).toMatchObject({
          TreatMissingData: 'notBreaching',
          ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        });
      }
    }
  });

  it('watch what the functions count, by the names and dimensions of their log lines', () => {
    api.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'Stagepass',
      MetricName: 'ProviderErrors',
      Dimensions: [
        { Name: 'provider', Value: 'interactivity' },
        { Name: 'stage', Value: 'test' },
      ],
      Threshold: 3,
      Period: 900,
    });
  });

  it('watch only providers that are asked over the network', () => {
    expect(named(templates({ ...operatedStage, providers: { agora: {} } }).api)).toEqual(['ServerErrors', 'Throttled']);
  });

  it('watch both APIs’ 5xx together', () => {
    api.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Metrics: Match.arrayWith(
        ['stagepass-test-client', 'stagepass-test-admin'].map((name) =>
          Match.objectLike({
            MetricStat: Match.objectLike({
              Metric: Match.objectLike({ MetricName: '5XXError', Dimensions: [{ Name: 'ApiName', Value: name }] }),
            }),
          }),
        ),
      ),
    });
  });

  it('count 429 out of both access logs', () => {
    api.resourcePropertiesCountIs(
      'AWS::Logs::MetricFilter',
      {
        FilterPattern: '{ $.status = "429" }',
        MetricTransformations: [
          Match.objectLike({
            MetricNamespace: 'Stagepass',
            MetricName: 'Throttled',
            Dimensions: [{ Key: 'stage', Value: '$.stage' }],
          }),
        ],
      },
      2,
    );
    for (const { AccessLogSetting } of propertiesOf(api, 'AWS::ApiGateway::Stage')) {
      const { Format } = AccessLogSetting as { Format: string };
      expect(JSON.parse(Format)).toMatchObject({ status: '$context.status', stage: '$context.stage' });
    }
  });

  it('watch CloudFront’s metrics with all their dimensions', () => {
    const text = JSON.stringify(propertiesOf(edge, 'AWS::CloudWatch::Alarm'));
    for (const metric of [
      '5xxErrorRate',
      'LambdaExecutionError',
      'LambdaValidationError',
      'LambdaLimitExceededErrors',
    ]) {
      expect(text).toContain(`"MetricName":"${metric}"`);
    }
    expect(text.split('"Name":"DistributionId"')).toHaveLength(1 + 4);
    expect(text.split('"Name":"Region","Value":"Global"')).toHaveLength(1 + 4);
  });
});

describe('the topic', () => {
  it.each([
    ['Api', api],
    ['Edge', edge],
  ])('of the %s stack is told of every alarm’s begin and end', (_stack, template) => {
    const [topic] = Object.keys(template.findResources('AWS::SNS::Topic'));
    for (const alarm of propertiesOf(template, 'AWS::CloudWatch::Alarm')) {
      expect(alarm).toMatchObject({ AlarmActions: [{ Ref: topic }], OKActions: [{ Ref: topic }] });
    }
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'on-call@example.com' });
    expect(template.findOutputs('*', { Value: { Ref: topic } })).toHaveProperty([`AlarmTopic${_stack}`]);
  });

  it('lets the account’s alarms publish, and nobody in clear', () => {
    for (const template of [api, edge]) {
      template.hasResourceProperties('AWS::SNS::TopicPolicy', {
        PolicyDocument: {
          Statement: [
            Match.objectLike({
              Effect: 'Deny',
              Principal: '*',
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            }),
            Match.objectLike({
              Effect: 'Allow',
              Action: 'sns:Publish',
              Principal: { Service: 'cloudwatch.amazonaws.com' },
              Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
            }),
          ],
        },
      });
    }
  });

  it('is told by alarms that are made after it, anywhere in the stack', () => {
    const app = stagepassApp(fullStage);
    const stack = new Stack(app, 'Other');
    const { topic } = new AlarmTopic(stack, 'AlarmTopic', { stageName: 'test', emails: [] });
    const alarm = new Alarm(stack, 'Late', {
      metric: new Metric({ namespace: 'N', metricName: 'M' }),
      threshold: 1,
      evaluationPeriods: 1,
    });
    unvalidated(() => app.synth());
    expect(stack.resolve((alarm.node.defaultChild as unknown as { alarmActions: unknown }).alarmActions)).toEqual([
      stack.resolve(topic.topicArn),
    ]);
  });
});

describe('a stage without alarms', () => {
  it('pays for none', () => {
    const plain = templates(fullStage);
    for (const template of [plain.api, plain.edge]) {
      for (const type of ['AWS::CloudWatch::Alarm', 'AWS::SNS::Topic', 'AWS::Logs::MetricFilter']) {
        template.resourceCountIs(type, 0);
      }
    }
  });
});
