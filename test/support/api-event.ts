import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { CALLER_HEADER } from '../../api/headers.ts';
import type { Route } from '../../api/route.ts';
import { contextOf } from '../../lambda/shared/identity/authorizer-context.ts';
import type { SignedInUser } from '../../lambda/shared/identity/caller-header.ts';

export const REQUEST_ID = 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef';

/** The event of a REST API's proxy integration, for a request that the authorizer let through. */
export function apiEvent(
  { method, path }: Pick<Route, 'method' | 'path'>,
  query: Readonly<Record<string, string | readonly string[]>> = {},
  {
    body = null,
    params = null,
    headers: more = {},
  }: {
    readonly body?: string | null;
    readonly params?: Record<string, string> | null;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): APIGatewayProxyEvent {
  const multi = Object.entries(query).map(([name, value]): [string, string[]] => [name, [value].flat()]);
  const json = body === null ? {} : { 'Content-Type': 'application/json' };
  const headers = { 'X-Stagepass-Caller': 'client', ...json, ...more };
  return {
    resource: path,
    path,
    httpMethod: method,
    headers,
    multiValueHeaders: { [CALLER_HEADER]: ['client'] },
    queryStringParameters:
      multi.length === 0 ? null : Object.fromEntries(multi.map(([name, all]) => [name, all.at(-1)])),
    multiValueQueryStringParameters: multi.length === 0 ? null : Object.fromEntries(multi),
    pathParameters: params,
    stageVariables: null,
    body,
    isBase64Encoded: false,
    requestContext: {
      accountId: '123456789012',
      apiId: 'abcdefghij',
      authorizer: { caller: 'client' },
      protocol: 'HTTP/1.1',
      httpMethod: method,
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
        sourceIp: '192.0.2.1',
        user: null,
        userAgent: null,
        userArn: null,
      },
      path: `/dev${path}`,
      stage: 'dev',
      requestId: REQUEST_ID,
      requestTimeEpoch: 1_700_000_000_000,
      resourceId: 'abc123',
      resourcePath: path,
    },
  };
}

/** The same event, of a signed-in user: as the authorizer passes one on. */
export function ofUser(
  event: APIGatewayProxyEvent,
  { issuer = 'app', values = {}, name }: OfUser,
): APIGatewayProxyEvent {
  const authorizer = contextOf({ caller: 'client', user: { name, issuer, values } });
  return { ...event, requestContext: { ...event.requestContext, authorizer } };
}

type OfUser = Pick<SignedInUser, 'name'> & Partial<SignedInUser>;

export function bodyOf(result: APIGatewayProxyResult): Record<string, unknown> {
  return JSON.parse(result.body);
}
