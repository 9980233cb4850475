import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  ApiKeySourceType,
  AuthorizationType,
  EndpointType,
  IdentitySource,
  LambdaIntegration,
  LogGroupLogDestination,
  type MethodDeploymentOptions,
  MethodLoggingLevel,
  RequestAuthorizer,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { Unit } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { errorStatus } from '../../api/errors.ts';
import { CALLER_HEADER, ORIGIN_HEADER } from '../../api/headers.ts';
import { type Audience, methodsOf, type Route } from '../../api/route.ts';
import { dryRunRoute } from '../../lambda/dry-run/contract.ts';
import { METRICS_NAMESPACE } from '../../lambda/shared/telemetry/metrics.ts';
import { hyphenated, partsOf } from '../config/full-stage-name.ts';
import { isTraced, type StageConfig, stageRoutes } from '../config/stage.ts';
import { contractFiles, credentialsOf } from '../functions/contract-files.ts';
import { dryRunFile } from '../functions/dry-run-file.ts';
import { rightsFile } from '../functions/function-rights.ts';
import type { ProviderFunctions } from '../functions/provider-functions.ts';
import { RegionalFunction } from '../functions/regional-function.ts';
import { THROTTLED } from '../operations/metrics.ts';
import { countsCallers } from './counts-callers.ts';
import { shapeGatewayResponses } from './gateway-responses.ts';
import { OriginAuthorizer } from './origin-authorizer.ts';
import { TraceSampling } from './trace-sampling.ts';

export interface TokenApiProps {
  readonly stageName: string;
  readonly stage: StageConfig;
  /** Where it is: one of the stage’s regions. */
  readonly region: string;
  readonly audience: Audience;
  readonly functions: ProviderFunctions;
}

/** The access log's fields. No query string (it may name users and channels), no header, no address. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  stage: '$context.stage',
  caller: '$context.authorizer.caller',
  method: '$context.httpMethod',
  route: '$context.resourcePath',
  status: '$context.status',
  refusedAs: '$context.error.responseType',
  latencyMs: '$context.responseLatency',
  authorizerLatencyMs: '$context.authorizer.latency',
  functionLatencyMs: '$context.integrationLatency',
};

/** API Gateway's own name of the stage is only a part of the full one. */
function accessLogOf(stageName: string): Readonly<Record<string, string>> {
  return stageName === partsOf(stageName).stage ? ACCESS_LOG : { ...ACCESS_LOG, stage: stageName };
}

/** A regional REST API for one audience that answers its own CloudFront distribution only. */
export class TokenApi extends Construct {
  readonly restApi: RestApi;
  readonly #accessLog: LogGroup;

  constructor(scope: Construct, id: string, props: TokenApiProps) {
    super(scope, id);
    const { stage, stageName, region, audience, functions } = props;
    const enabled = stageRoutes(stage);
    const routes = enabled.filter((route) => route.audience === audience);
    const openApi = new RegionalFunction(this, 'OpenApi', {
      folder: 'openapi',
      functionId: `openapi-${audience}`,
      description: `Stagepass: answers the contract of the ${audience} routes`,
      logsDays: stage.retention.logsDays,
      traced: isTraced(stage),
      files: { ...contractFiles(enabled, audience, credentialsOf(stage)), ...rightsFile(stage) },
    });
    const dryRun =
      routes.some(({ name }) => name === dryRunRoute.name) &&
      new RegionalFunction(this, 'DryRun', {
        folder: 'dry-run',
        description: 'Stagepass: says what a caller’s rights would give to a user with some claims',
        logsDays: stage.retention.logsDays,
        traced: isTraced(stage),
        files: { ...dryRunFile(stageName, stage), ...rightsFile(stage) },
      });
    const functionOf = (route: Route) => {
      if (route.provider !== undefined) return functions.of(route);
      return dryRun && route.name === dryRunRoute.name ? dryRun.function : openApi.function;
    };
    this.#accessLog = new LogGroup(this, 'AccessLog', {
      retention: stage.retention.logsDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const authorizer = new RequestAuthorizer(this, 'OriginAuthorizer', {
      handler: new OriginAuthorizer(this, 'Origin', { stageName, stage, region, audience }).function,
      // API Gateway caches the decision by both headers together: a caller never gets another caller's.
      identitySources: [IdentitySource.header(ORIGIN_HEADER), IdentitySource.header(CALLER_HEADER)],
      resultsCacheTtl: Duration.minutes(5),
    });
    this.restApi = new RestApi(this, 'Api', {
      restApiName: `${hyphenated(stageName)}-${audience}`,
      description: `Stagepass ${stageName}: what ${audience} callers ask for`,
      endpointTypes: [EndpointType.REGIONAL],
      cloudWatchRole: false,
      // The authorizer gives the key that the request counts under. A key in the request itself is ignored.
      apiKeySourceType: ApiKeySourceType.AUTHORIZER,
      defaultMethodOptions: {
        authorizationType: AuthorizationType.CUSTOM,
        authorizer,
        apiKeyRequired: countsCallers(stage),
      },
      deployOptions: {
        stageName: partsOf(stageName).stage,
        tracingEnabled: isTraced(stage),
        accessLogDestination: new LogGroupLogDestination(this.#accessLog),
        accessLogFormat: AccessLogFormat.custom(JSON.stringify(accessLogOf(stageName))),
        loggingLevel: MethodLoggingLevel.OFF,
        dataTraceEnabled: false,
        throttlingRateLimit: stage.throttling.rate,
        throttlingBurstLimit: stage.throttling.burst,
        methodOptions: throttlingByRoute(routes, stage),
      },
    });
    for (const route of routes) {
      // One permission for the whole API: one for each method would not fit into a function's policy (20 KB).
      const integration = new LambdaIntegration(functionOf(route), { scopePermissionToMethod: false });
      const resource = this.restApi.root.resourceForPath(route.path);
      // API Gateway doesn't take HEAD for a GET by itself. An operation's name can be used for one method only.
      for (const method of methodsOf(route)) {
        resource.addMethod(method, integration, method === route.method ? { operationName: route.name } : {});
      }
    }
    shapeGatewayResponses(this.restApi);
    if (isTraced(stage)) {
      new TraceSampling(this, 'Traces', {
        audience,
        percent: stage.traces.percent,
        stage: this.restApi.deploymentStage,
      });
    }
    this.acknowledgeFindings();
  }

  /** Makes a metric of the 429s in the access log. Called twice, it makes one. */
  countThrottled(): void {
    if (this.node.tryFindChild(THROTTLED)) return;
    new MetricFilter(this, THROTTLED, {
      logGroup: this.#accessLog,
      filterPattern: FilterPattern.stringValue('$.status', '=', String(errorStatus.too_many_requests)),
      metricNamespace: METRICS_NAMESPACE,
      metricName: THROTTLED,
      metricValue: '1',
      unit: Unit.COUNT,
      dimensions: { stage: '$.stage' },
    });
  }

  private acknowledgeFindings(): void {
    Validations.of(this.restApi).acknowledge(
      {
        id: 'AwsSolutions-COG4',
        reason:
          'Callers are checked at the edge; every method asks our own authorizer whether a request came from there.',
      },
      {
        id: 'AwsSolutions-APIG2',
        reason: 'The functions check everything by the contract’s schemas, and say by name what is wrong.',
      },
    );
    Validations.of(this.restApi.deploymentStage).acknowledge(
      {
        id: 'AwsSolutions-APIG3',
        reason: 'The API answers its own CloudFront distribution only; that is where a web ACL belongs.',
      },
      {
        id: 'AwsSolutions-APIG6',
        reason:
          'Execution logs hold headers and query strings and land in a group whose retention is not ours to set. Access logs and the functions’ own logs are on.',
      },
    );
  }
}

/** Each method has its own limit, so that a busy route doesn't use up what the others may have. */
function throttlingByRoute(routes: readonly Route[], stage: StageConfig): Record<string, MethodDeploymentOptions> {
  const limits = { throttlingRateLimit: stage.throttling.rate, throttlingBurstLimit: stage.throttling.burst };
  return Object.fromEntries(
    routes.flatMap((route) => methodsOf(route).map((method) => [`${route.path}/${method}`, limits])),
  );
}
