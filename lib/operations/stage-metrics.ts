import type { IMetric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Audience } from '../../api/route.ts';
import type { ProviderId } from '../../lambda/providers.ts';
import type { TokenApi } from '../apis/token-api.ts';
import type { StageConfig } from '../config/stage.ts';
import type { TokenDistribution } from '../edge/token-distribution.ts';
import { EDGE_REGION } from '../secrets/secret-names.ts';
import { checkProviderMetric } from './check-provider-metric.ts';
import type { FunctionMetrics, ProviderMetric, ProviderMetricOptions } from './function-metrics.ts';
import { distributionMetric, guardErrors, throttledMetric } from './metrics.ts';

export interface StageMetricsProps {
  readonly stageName: string;
  readonly stage: StageConfig;
  readonly tokens: TokenDistribution;
  readonly apis: Readonly<Record<Audience, TokenApi>>;
  readonly functions: FunctionMetrics;
}

/**
 * A stage's metrics, for alarms and dashboards of an app's own. CloudWatch has those of the distribution in us-east-1 and
 * all others in the region of the APIs; an alarm must be in the region of its metric. Those of functions (refusals and
 * all of a provider) are there from the deployment on that asks for them here, and cost $0.30 a month each.
 */
export class StageMetrics {
  readonly #props: StageMetricsProps;

  constructor(props: StageMetricsProps) {
    this.#props = props;
  }

  /** How many requests came to the distribution; us-east-1. */
  requests(options?: MetricOptions): IMetric {
    return this.#ofDistribution('Requests', options);
  }

  /** The share of requests that ended in 4xx, in percent; us-east-1. What the guard refuses is among them. */
  clientErrorRate(options?: MetricOptions): IMetric {
    return this.#ofDistribution('4xxErrorRate', options);
  }

  /** The share of requests that ended in 5xx, in percent; us-east-1. */
  serverErrorRate(options?: MetricOptions): IMetric {
    return this.#ofDistribution('5xxErrorRate', options);
  }

  /** How often the guard itself failed, at all edge locations; us-east-1. */
  guardErrors(): IMetric {
    return guardErrors(this.#props.tokens.distribution, EDGE_REGION);
  }

  /** How many requests the guard let through to an API. */
  apiRequests(audience: Audience, options?: MetricOptions): IMetric {
    return this.#props.apis[audience].restApi.metricCount(options);
  }

  /** How long an API took, in milliseconds. By default the average. */
  apiLatency(audience: Audience, options?: MetricOptions): IMetric {
    return this.#props.apis[audience].restApi.metricLatency(options);
  }

  /** How many answers of an API were 4xx. */
  apiClientErrors(audience: Audience, options?: MetricOptions): IMetric {
    return this.#props.apis[audience].restApi.metricClientError(options);
  }

  /** How many answers of an API were 5xx. */
  apiServerErrors(audience: Audience, options?: MetricOptions): IMetric {
    return this.#props.apis[audience].restApi.metricServerError(options);
  }

  /** How many requests the APIs refused with 429. The log filter that counts them is made with the first call. */
  throttled(options?: MetricOptions): IMetric {
    for (const api of Object.values(this.#props.apis)) api.countThrottled();
    return throttledMetric(this.#props.stageName, { region: this.#props.stage.region, ...options });
  }

  /** The functions' refusals, a line for each error code: for dashboards, since no alarm takes a search. */
  refused(): IMetric {
    return this.#props.functions.refusedByCode(this.#props.stage.region);
  }

  /**
   * How many tokens of a provider were vended.
   *
   * @throws ConfigError when the stage has no such provider or project.
   */
  vended(provider: ProviderId, options?: ProviderMetricOptions): IMetric {
    return this.#ofProvider('Vended', provider, options);
  }

  /**
   * How many calls of a provider failed: for tokens, and to end sessions.
   *
   * @throws ConfigError when the stage has no such provider or project, or its functions don't call it.
   */
  providerErrors(provider: ProviderId, options?: ProviderMetricOptions): IMetric {
    return this.#ofProvider('ProviderErrors', provider, options);
  }

  /**
   * How long a provider took, in milliseconds, retries included. By default the median.
   *
   * @throws ConfigError as with `providerErrors`.
   */
  providerLatency(provider: ProviderId, options?: ProviderMetricOptions): IMetric {
    return this.#ofProvider('ProviderLatency', provider, options);
  }

  #ofDistribution(name: Parameters<typeof distributionMetric>[0], options?: MetricOptions): IMetric {
    return distributionMetric(name, this.#props.tokens.distribution, { region: EDGE_REGION, ...options });
  }

  #ofProvider(name: ProviderMetric, provider: ProviderId, options?: ProviderMetricOptions): IMetric {
    const { stage, functions } = this.#props;
    checkProviderMetric(stage, name, provider, options?.project);
    return functions.ofProvider(name, provider, { region: stage.region, ...options });
  }
}
