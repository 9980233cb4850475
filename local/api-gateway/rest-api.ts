import * as v from 'valibot';
import { type Deployment, inert, type Resource } from '../assembly/deployment.ts';
import { UnsupportedError } from '../assembly/unsupported.ts';
import { type GatewayResponses, readGatewayResponses } from './gateway-responses.ts';
import { MockIntegration, mockResponse } from './mock-integration.ts';
import { parseRequestParameter, type RequestParameter } from './request-parameter.ts';
import type { ApiResponse } from './response.ts';
import type { Throttling } from './throttle.ts';

/** A REST API and its one stage, read from the template. */
export interface RestApi {
  readonly stackName: string;
  readonly logicalId: string;
  readonly id: string;
  readonly region: string;
  readonly account: string;
  /** The host in its URL. */
  readonly domainName: string;
  readonly stage: ApiStage;
  /** Where methods that require an API key take it from. */
  readonly apiKeySource: 'HEADER' | 'AUTHORIZER';
  readonly methods: readonly Method[];
  readonly gatewayResponses: GatewayResponses;
}

export interface ApiStage {
  readonly name: string;
  readonly deploymentId: string;
  readonly variables: Readonly<Record<string, string>> | null;
}

export type Method = FunctionMethod | MockMethod;

/** A method that a function answers. */
interface FunctionMethod extends CommonMethod {
  readonly functionArn: string;
  readonly timeoutMs: number;
  readonly mock?: undefined;
}

/** A method that is always answered in the same way. */
interface MockMethod extends CommonMethod {
  readonly mock: ApiResponse;
}

interface CommonMethod {
  /** `ANY` means all methods. */
  readonly httpMethod: string;
  readonly resourceId: string;
  readonly resourcePath: string;
  readonly authorizer: AuthorizerSpec | undefined;
  readonly apiKeyRequired: boolean;
  readonly throttling: Throttling | undefined;
  /** Its resource in the template. */
  readonly resource: Resource;
}

export interface AuthorizerSpec {
  /** What its function gets: the whole request, or only the value of the one identity source. */
  readonly type: 'REQUEST' | 'TOKEN';
  readonly id: string;
  readonly functionArn: string;
  readonly identitySources: readonly RequestParameter[];
  /** A token that doesn't match is refused without the function. */
  readonly tokenPattern: RegExp | undefined;
  readonly ttlMs: number;
  readonly resource: Resource;
}

const RestApiProperties = v.strictObject({
  ApiKeySourceType: v.optional(v.picklist(['HEADER', 'AUTHORIZER']), 'HEADER'),
  Description: inert,
  EndpointConfiguration: inert,
  Name: inert,
  Tags: inert,
});

const ResourceProperties = v.strictObject({ ParentId: v.string(), PathPart: v.string(), RestApiId: v.string() });

const MethodSetting = v.strictObject({
  CachingEnabled: v.optional(v.literal(false)),
  DataTraceEnabled: inert,
  HttpMethod: v.string(),
  LoggingLevel: inert,
  MetricsEnabled: inert,
  ResourcePath: v.string(),
  ThrottlingBurstLimit: v.optional(v.number()),
  ThrottlingRateLimit: v.optional(v.number()),
});
type MethodSetting = v.InferOutput<typeof MethodSetting>;

const StageProperties = v.strictObject({
  AccessLogSetting: inert,
  DeploymentId: v.string(),
  Description: inert,
  MethodSettings: v.optional(v.array(MethodSetting), []),
  RestApiId: v.string(),
  StageName: v.string(),
  Tags: inert,
  TracingEnabled: inert,
  Variables: v.optional(v.record(v.string(), v.string())),
});

const FunctionIntegration = v.strictObject({
  IntegrationHttpMethod: v.literal('POST'),
  // A proxy integration passes the function's answer on unchanged, so these have no effect.
  IntegrationResponses: inert,
  PassthroughBehavior: inert,
  TimeoutInMillis: v.optional(v.number(), 29_000),
  Type: v.literal('AWS_PROXY'),
  Uri: v.string(),
});

const MethodProperties = v.strictObject({
  ApiKeyRequired: v.optional(v.boolean(), false),
  AuthorizationType: v.picklist(['NONE', 'CUSTOM']),
  AuthorizerId: v.optional(v.string()),
  HttpMethod: v.string(),
  Integration: v.variant('Type', [FunctionIntegration, MockIntegration]),
  MethodResponses: inert,
  OperationName: inert,
  ResourceId: v.string(),
  RestApiId: v.string(),
});

const AuthorizerProperties = v.strictObject({
  AuthorizerResultTtlInSeconds: v.optional(v.number(), 300),
  AuthorizerUri: v.string(),
  IdentitySource: v.optional(v.string(), ''),
  IdentityValidationExpression: v.optional(v.string()),
  Name: inert,
  RestApiId: inert,
  Type: v.picklist(['REQUEST', 'TOKEN']),
});

/** @throws UnsupportedError */
export function readRestApis(deployment: Deployment): RestApi[] {
  return deployment.resources('AWS::ApiGateway::RestApi').map((api) => {
    const { ApiKeySourceType } = api.properties(RestApiProperties);
    const stages = deployment
      .resources('AWS::ApiGateway::Stage')
      .map((resource) => resource.properties(StageProperties))
      .filter(({ RestApiId }) => RestApiId === api.ref);
    const [stage] = stages;
    if (stage === undefined || stages.length > 1) throw new UnsupportedError(api, `${stages.length} stages of it`);
    return {
      stackName: api.stackName,
      logicalId: api.logicalId,
      id: api.ref,
      region: api.region,
      account: api.account,
      domainName: `${api.ref}.execute-api.${api.region}.amazonaws.com`,
      stage: { name: stage.StageName, deploymentId: stage.DeploymentId, variables: stage.Variables ?? null },
      apiKeySource: ApiKeySourceType,
      methods: readMethods(deployment, api, stage.MethodSettings ?? []),
      gatewayResponses: readGatewayResponses(deployment, api.ref),
    };
  });
}

function readMethods(deployment: Deployment, api: Resource, settings: readonly MethodSetting[]): Method[] {
  const paths = resourcePaths(deployment, api);
  const methods: Method[] = [];
  for (const resource of deployment.resources('AWS::ApiGateway::Method')) {
    const properties = resource.properties(MethodProperties);
    if (properties.RestApiId !== api.ref) continue;
    const resourcePath = paths.get(properties.ResourceId);
    if (resourcePath === undefined) throw new UnsupportedError(resource, `ResourceId ${properties.ResourceId}`);
    const { HttpMethod: httpMethod, Integration, AuthorizerId } = properties;
    const common = {
      httpMethod,
      resourceId: properties.ResourceId,
      resourcePath,
      authorizer:
        properties.AuthorizationType === 'CUSTOM' ? readAuthorizer(deployment, AuthorizerId, resource) : undefined,
      apiKeyRequired: properties.ApiKeyRequired,
      throttling: throttlingOf(settings, httpMethod, resourcePath),
      resource,
    };
    methods.push(
      Integration.Type === 'MOCK'
        ? { ...common, mock: mockResponse(Integration, resource) }
        : {
            ...common,
            functionArn: functionArnIn(Integration.Uri, 'Integration.Uri', resource),
            timeoutMs: Integration.TimeoutInMillis,
          },
    );
  }
  return methods;
}

/** The path of each of an API's resources, by its id. */
function resourcePaths(deployment: Deployment, api: Resource): ReadonlyMap<string, string> {
  const resources = new Map(
    deployment
      .resources('AWS::ApiGateway::Resource')
      .map((resource) => [resource.ref, resource.properties(ResourceProperties)]),
  );
  const root = api.attribute('RootResourceId');
  const pathOf = (id: string): string => {
    const resource = resources.get(id);
    return id === root || resource === undefined ? '' : `${pathOf(resource.ParentId)}/${resource.PathPart}`;
  };
  const own = [...resources].filter(([, { RestApiId }]) => RestApiId === api.ref).map(([id]) => id);
  return new Map([[root, '/'], ...own.map((id): [string, string] => [id, pathOf(id)])]);
}

function readAuthorizer(deployment: Deployment, id: string | undefined, from: Resource): AuthorizerSpec {
  if (id === undefined) throw new UnsupportedError(from, 'AuthorizationType CUSTOM without an AuthorizerId');
  const resource = deployment.byRef('AWS::ApiGateway::Authorizer', id, from);
  const properties = resource.properties(AuthorizerProperties);
  const identitySources = properties.IdentitySource.split(',')
    .filter((source) => source.trim() !== '')
    .map((source) => {
      const parameter = parseRequestParameter(source.trim());
      if (parameter === undefined || parameter.in === 'path')
        throw new UnsupportedError(resource, `IdentitySource ${source}`);
      return parameter;
    });
  const { Type: type, IdentityValidationExpression: expression } = properties;
  if (type === 'TOKEN' && (identitySources.length !== 1 || identitySources[0]?.in !== 'header')) {
    throw new UnsupportedError(
      resource,
      `Type is "TOKEN", but IdentitySource is not a single header: ${properties.IdentitySource}`,
    );
  }
  if (type === 'REQUEST' && expression !== undefined) {
    throw new UnsupportedError(resource, 'IdentityValidationExpression of an authorizer of type REQUEST');
  }
  return {
    type,
    id,
    tokenPattern: expression === undefined ? undefined : patternOf(expression, resource),
    functionArn: functionArnIn(properties.AuthorizerUri, 'AuthorizerUri', resource),
    identitySources,
    ttlMs: properties.AuthorizerResultTtlInSeconds * 1000,
    resource,
  };
}

/** API Gateway uses Java's regular expressions. Most of them mean the same in JavaScript. */
function patternOf(expression: string, resource: Resource): RegExp {
  try {
    return new RegExp(expression);
  } catch {
    throw new UnsupportedError(resource, `IdentityValidationExpression ${expression}`);
  }
}

/** A stage's settings write a path as `/~1things~1{thingId}`, and all paths as `/*`. The most specific one is used. */
function throttlingOf(settings: readonly MethodSetting[], httpMethod: string, path: string): Throttling | undefined {
  const own = settings.find(
    (setting) => setting.HttpMethod === httpMethod && setting.ResourcePath === `/${path.replaceAll('/', '~1')}`,
  );
  const all = settings.find((setting) => setting.HttpMethod === '*' && setting.ResourcePath === '/*');
  const rate = own?.ThrottlingRateLimit ?? all?.ThrottlingRateLimit;
  const burst = own?.ThrottlingBurstLimit ?? all?.ThrottlingBurstLimit;
  return rate === undefined || burst === undefined ? undefined : { rate, burst };
}

/** `arn:aws:apigateway:region:lambda:path/2015-03-31/functions/FUNCTION_ARN/invocations` */
function functionArnIn(uri: string, property: string, resource: Resource): string {
  const arn = /^arn:aws:apigateway:[^:]+:lambda:path\/2015-03-31\/functions\/(arn:.+)\/invocations$/.exec(uri)?.[1];
  if (arn === undefined) throw new UnsupportedError(resource, `${property} ${uri}`);
  return arn;
}
