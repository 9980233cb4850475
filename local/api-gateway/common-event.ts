import { randomBytes } from 'node:crypto';
import type { ApiRequest } from './request.ts';
import type { RoutedRequest } from './routed-request.ts';

/** The fields that the events for functions and authorizers have in common. */
export function commonEvent({ request, api, method, pathParameters }: RoutedRequest) {
  const headers = forwardedHeaders(request);
  return {
    resource: method.resourcePath,
    path: request.path,
    httpMethod: request.method,
    headers: lastOf(headers),
    multiValueHeaders: headers,
    queryStringParameters: request.query.size === 0 ? null : lastOf(Object.fromEntries(request.query)),
    multiValueQueryStringParameters: request.query.size === 0 ? null : mutable(Object.fromEntries(request.query)),
    pathParameters: Object.keys(pathParameters).length === 0 ? null : { ...pathParameters },
    stageVariables: api.stage.variables === null ? null : { ...api.stage.variables },
  };
}

function forwardedHeaders(request: ApiRequest): Record<string, string[]> {
  const { 'x-forwarded-for': forwardedFor, ...others } = Object.fromEntries(request.headers);
  return {
    // Object.fromEntries makes `__proto__` a field like any other; an assignment would not.
    ...Object.fromEntries(Object.values(others).map(({ name, values }) => [name, [...values]])),
    'X-Amzn-Trace-Id': [`Root=1-${seconds(request).toString(16)}-${randomBytes(12).toString('hex')}`],
    'X-Forwarded-For': [[...(forwardedFor?.values ?? []), request.sourceIp].join(', ')],
    // In AWS, clients reach API Gateway by TLS only. Here CloudFront's part uses plain HTTP, which functions don't see.
    'X-Forwarded-Port': ['443'],
    'X-Forwarded-Proto': ['https'],
  };
}

export function requestContext({ request, api, method }: RoutedRequest) {
  return {
    accountId: api.account,
    apiId: api.id,
    deploymentId: api.stage.deploymentId,
    domainName: api.domainName,
    domainPrefix: api.id,
    extendedRequestId: request.extendedId,
    httpMethod: request.method,
    identity: {
      accessKey: null,
      accountId: null,
      apiKey: null,
      apiKeyId: null,
      caller: null,
      clientCert: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: request.sourceIp,
      user: null,
      userAgent: request.headers.get('user-agent')?.values.at(-1) ?? null,
      userArn: null,
    },
    path: `/${api.stage.name}${request.path}`,
    protocol: request.protocol,
    requestId: request.id,
    requestTime: requestTime(request.receivedAt),
    requestTimeEpoch: request.receivedAt.getTime(),
    resourceId: method.resourceId,
    resourcePath: method.resourcePath,
    stage: api.stage.name,
  };
}

function lastOf(values: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, given]) => [name, given.at(-1) ?? '']));
}

function mutable(values: Readonly<Record<string, readonly string[]>>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(values).map(([name, given]) => [name, [...given]]));
}

function seconds({ receivedAt }: ApiRequest): number {
  return Math.floor(receivedAt.getTime() / 1000);
}

/** `09/Apr/2015:12:34:56 +0000` */
function requestTime(date: Date): string {
  const [, day, month, year, time] = date.toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}
