import { describe, expect, it } from 'vitest';
import { fullStage, operatedStage, propertiesOf, templates } from '../support/synth.ts';

interface Widget {
  readonly properties: { readonly title: string; readonly metrics: readonly (readonly unknown[])[] };
}

/** The dashboard's widgets by title, as JSON; what CloudFormation fills in stands as `…`. */
function widgetsOf(stage = operatedStage): Record<string, string> {
  const [dashboard] = propertiesOf(templates(stage).edge, 'AWS::CloudWatch::Dashboard');
  const { 'Fn::Join': join } = (dashboard as Record<string, { 'Fn::Join': [string, unknown[]] }>).DashboardBody ?? {};
  const [, parts = []] = join ?? [];
  const { widgets } = JSON.parse(parts.map((part) => (typeof part === 'string' ? part : '…')).join('')) as {
    widgets: Widget[];
  };
  return Object.fromEntries(widgets.map(({ properties }) => [properties.title, JSON.stringify(properties.metrics)]));
}

describe('the dashboard', () => {
  it('shows the way of a request, from the viewer to the providers', () => {
    const widgets = widgetsOf();
    expect(Object.keys(widgets)).toEqual([
      'Requests, and the share that failed',
      'Tokens vended',
      'Refused by functions',
      'Guard errors',
      'API errors',
      'Throttled',
      'API latency',
      'Provider errors',
    ]);
    expect(widgets['Requests, and the share that failed']).toContain('"Region","Global"');
    expect(widgets['Refused by functions']).toContain(
      JSON.stringify('{Stagepass,stage,code} MetricName="Refused" stage="test"').slice(1, -1),
    );
    expect(widgets['Tokens vended']).toMatch(/"provider","agora".*"provider","interactivity"/);
    expect(widgets['Provider errors']).not.toContain('agora');
    expect(widgets['Provider errors']).toMatch(/interactivity.*momento.*millicast/);
  });

  it('looks for the APIs’ metrics where the APIs are', () => {
    const widgets = widgetsOf({ ...operatedStage, region: 'eu-west-1' });
    for (const title of [
      'Tokens vended',
      'Refused by functions',
      'API errors',
      'Throttled',
      'API latency',
      'Provider errors',
    ]) {
      expect(widgets[title], title).toContain('"region":"eu-west-1"');
    }
    expect(widgets['Guard errors']).not.toContain('eu-west-1');
  });

  it('is there only where the stage wants it', () => {
    templates(fullStage).edge.resourceCountIs('AWS::CloudWatch::Dashboard', 0);
  });
});
