import { expect, it } from 'vitest';
import { samplingRuleName } from '../../lib/apis/trace-sampling.ts';
import { fullStage, propertiesOf, templates } from '../support/synth.ts';

it('has X-Ray keep one trace of a hundred requests of each API, and none before', () => {
  const { api, edge } = templates();
  const rules = propertiesOf(api, 'AWS::XRay::SamplingRule').map(({ SamplingRule }) => SamplingRule);
  const apis = Object.keys(api.findResources('AWS::ApiGateway::Stage'));
  expect(rules).toEqual(
    ['client', 'admin'].map((audience, at) => ({
      RuleName: `Stagepass-test-Api-${audience}`,
      Priority: 1_000,
      FixedRate: 0.01,
      ReservoirSize: 0,
      ResourceARN: {
        'Fn::Join': [
          '',
          [
            'arn:aws:apigateway:us-east-1::/restapis/',
            { Ref: expect.stringMatching(new RegExp(`^${audience}Api`, 'i')) },
            '/stages/',
            { Ref: apis[at] },
          ],
        ],
      },
      ServiceName: '*',
      ServiceType: 'AWS::ApiGateway::Stage',
      Host: '*',
      HTTPMethod: '*',
      URLPath: '*',
      Version: 1,
    })),
  );
  edge.resourceCountIs('AWS::XRay::SamplingRule', 0);
});

it('is off altogether with 0', () => {
  const { api } = templates({ ...fullStage, traces: { percent: 0 } });
  api.resourceCountIs('AWS::XRay::SamplingRule', 0);
  for (const { TracingEnabled } of propertiesOf(api, 'AWS::ApiGateway::Stage')) expect(TracingEnabled).toBe(false);
  for (const { TracingConfig } of propertiesOf(api, 'AWS::Lambda::Function')) {
    expect(TracingConfig).toEqual({ Mode: 'PassThrough' });
  }
  expect(JSON.stringify(api.findResources('AWS::IAM::Policy'))).not.toContain('xray:');
});

it('has a rule with a name that X-Ray takes, also where two long ones begin alike', () => {
  const stack = 'Stagepass-an-environment-with-a-long-name-Api';
  const names = ['client', 'admin'].map((audience) => samplingRuleName(`${stack}-${audience}`));
  expect(new Set(names).size).toBe(2);
  for (const name of names) expect(name).toMatch(/^Stagepass-[a-z-]+-[0-9a-f]{8}$/);
  for (const name of names) expect(name).toHaveLength(32);
  expect(samplingRuleName('Stagepass-prod-Api-client')).toBe('Stagepass-prod-Api-client');
});
