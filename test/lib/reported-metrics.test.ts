import { expect, it } from 'vitest';
import { functionIdOf } from '../../lib/functions/function-tag.ts';
import { FunctionMetrics } from '../../lib/operations/function-metrics.ts';
import { fullStage, operatedStage, propertiesOf, templates } from '../support/synth.ts';

/** What the functions of a stage report, by their ids; those that report nothing are left out. */
function reportedIn(stage: typeof fullStage): Record<string, unknown> {
  const { api, edge } = templates(stage);
  const all = [api, edge].flatMap((template) => propertiesOf(template, 'AWS::Lambda::Function'));
  return Object.fromEntries(
    all.flatMap((properties) => {
      const { METRICS } = (properties.Environment as { Variables?: Record<string, unknown> })?.Variables ?? {};
      return METRICS === undefined ? [] : [[String(functionIdOf(properties)), METRICS]];
    }),
  );
}

it('are none on a stage without alarms and dashboard', () => {
  expect(reportedIn(fullStage)).toEqual({});
});

it('are what the alarms read', () => {
  expect(reportedIn({ ...operatedStage, dashboard: false, rotation: { originEveryDays: 30 } })).toEqual({
    interactivity: 'ProviderErrors',
    momento: 'ProviderErrors',
    millicast: 'ProviderErrors',
    // Of the same provider. It signs what it vends, and has nothing to report here.
    'viewer-token': 'ProviderErrors',
    'rotation-check': 'UnfinishedRotations',
  });
});

it('are what the dashboard shows', () => {
  const { agora, momento, ...others } = reportedIn(operatedStage);
  expect([agora, momento]).toEqual(['Refused,Vended', 'ProviderErrors,Refused,Vended']);
  // What no provider is behind can refuse, too.
  expect(others).toMatchObject({ 'openapi-client': 'Refused' });
});

it('are of the provider and the project that were asked for, and of no other', () => {
  const metrics = new FunctionMetrics('test');
  expect(metrics.reportedBy('agora')).toBeUndefined();
  metrics.ofProvider('Vended', 'agora');
  metrics.ofProvider('Vended', 'agora');
  const { dimensions } = metrics.ofProvider('ProviderErrors', 'momento', { project: 'eu' });
  expect(dimensions).toEqual({ stage: 'test', provider: 'momento', project: 'eu' });
  const reported = (['agora', 'momento', 'zoom', undefined] as const).map((provider) => metrics.reportedBy(provider));
  expect(reported).toEqual(['Vended', 'ProviderErrors/eu', undefined, undefined]);
});
