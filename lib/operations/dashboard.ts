import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { Dashboard, GraphWidget, type IMetric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Audience } from '../../api/route.ts';
import type { ProviderId } from '../../lambda/providers.ts';
import type { TokenApi } from '../apis/token-api.ts';
import { titled } from '../config/full-stage-name.ts';
import type { FunctionMetrics } from './function-metrics.ts';
import { distributionMetric, guardErrors, throttledMetric } from './metrics.ts';

export interface StageDashboardProps {
  readonly stageName: string;
  /** Of the APIs. */
  readonly region: string;
  /** That of the API that is asked where the first one fails. */
  readonly secondRegion?: string | undefined;
  readonly distribution: Distribution;
  readonly apis: Readonly<Record<Audience, TokenApi>>;
  readonly secondClientApi?: TokenApi | undefined;
  readonly metrics: FunctionMetrics;
  readonly providers: readonly ProviderId[];
  /** The providers that are called over the network. */
  readonly remoteProviders: readonly ProviderId[];
}

/**
 * A CloudWatch dashboard with the stage's metrics, from the viewer to the providers. Where AWS's own metrics, which are
 * free, say as much as those of the functions, it shows AWS's.
 */
export class StageDashboard extends Construct {
  constructor(scope: Construct, id: string, props: StageDashboardProps) {
    super(scope, id);
    const { stageName, region, secondRegion, distribution, apis, secondClientApi, metrics } = props;
    const { providers, remoteProviders } = props;
    const { client, admin } = apis;
    /** The same metric where the second region has it: its APIs have the names of the first one's. */
    const also = (metric: (options: { readonly region: string }, there: string) => IMetric[]): IMetric[] =>
      secondRegion === undefined ? [] : metric({ region: secondRegion }, ` ${secondRegion}`);
    const percent = { min: 0, max: 100, label: '%', showUnits: false };
    const count = (title: string, left: IMetric[], right: IMetric[] = []) =>
      new GraphWidget({
        title,
        left,
        right,
        width: 8,
        leftYAxis: { min: 0 },
        ...(right.length > 0 && { rightYAxis: percent }),
      });
    const latency = (title: string, left: IMetric[]) =>
      new GraphWidget({ title, left, width: 8, leftYAxis: { min: 0, label: 'ms', showUnits: false } });

    new Dashboard(this, 'Dashboard', { dashboardName: titled(stageName) }).addWidgets(
      count(
        'Requests, and the share that failed',
        [distributionMetric('Requests', distribution)],
        [
          distributionMetric('4xxErrorRate', distribution, { label: '4xx' }),
          distributionMetric('5xxErrorRate', distribution, { label: '5xx' }),
        ],
      ),
      count('Tokens vended', [
        ...providers.map((provider) => metrics.ofProvider('Vended', provider, { label: provider, region })),
        ...also((options, there) =>
          providers.map((provider) =>
            metrics.ofProvider('Vended', provider, { ...options, label: `${provider}${there}` }),
          ),
        ),
      ]),
      count('Refused by functions', [
        metrics.refusedByCode(region),
        ...also((options, there) => [metrics.refusedByCode(options.region, there)]),
      ]),
      count('Guard errors', [guardErrors(distribution)]),
      count('API errors', [
        client.restApi.metricServerError({ label: 'client 5xx' }),
        admin.restApi.metricServerError({ label: 'admin 5xx' }),
        client.restApi.metricClientError({ label: 'client 4xx' }),
        admin.restApi.metricClientError({ label: 'admin 4xx' }),
        ...also((options, there) => [
          client.restApi.metricServerError({ ...options, label: `client 5xx${there}` }),
          client.restApi.metricClientError({ ...options, label: `client 4xx${there}` }),
        ]),
      ]),
      count('Throttled', [
        throttledMetric(stageName, { label: '429', region }),
        ...also((options, there) => [throttledMetric(stageName, { ...options, label: `429${there}` })]),
      ]),
      latency('API latency', [
        ...Object.entries(apis).flatMap(([audience, { restApi }]) =>
          [50, 99].map((p) => restApi.metricLatency({ statistic: Stats.p(p), label: `${audience} p${p}` })),
        ),
        ...also((options, there) =>
          [50, 99].map((p) =>
            client.restApi.metricLatency({ ...options, statistic: Stats.p(p), label: `client p${p}${there}` }),
          ),
        ),
      ]),
      count('Provider errors', [
        ...remoteProviders.map((provider) =>
          metrics.ofProvider('ProviderErrors', provider, { label: provider, region }),
        ),
        ...also((options, there) =>
          remoteProviders.map((provider) =>
            metrics.ofProvider('ProviderErrors', provider, { ...options, label: `${provider}${there}` }),
          ),
        ),
      ]),
    );
    for (const api of Object.values(apis)) api.countThrottled();
    secondClientApi?.countThrottled();
  }
}
