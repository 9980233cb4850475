import { describe, expect, it } from 'vitest';
import { changed } from '../support/small-app.ts';
import { smallApi } from './requests.ts';

const integration = { IntegrationHttpMethod: 'POST', Type: 'AWS_PROXY', Uri: 'arn:aws:apigateway:eu-west-1:s3:path/a' };

describe('readRestApis', () => {
  it('reads the method with its path, authorizer and limits', () => {
    const { methods, stage, domainName, id } = smallApi();
    expect(domainName).toBe(`${id}.execute-api.eu-west-1.amazonaws.com`);
    expect(stage).toMatchObject({ name: 'live', variables: null });
    expect(methods).toMatchObject([
      {
        httpMethod: 'GET',
        resourcePath: '/things/{thing}',
        functionArn: expect.stringMatching(/^arn:aws:lambda:eu-west-1:123456789012:function:Small-Api-Handler-/),
        throttling: { rate: 1, burst: 3 },
        timeoutMs: 29_000,
        authorizer: {
          functionArn: expect.stringMatching(/function:Small-Api-AuthorizerFunction-/),
          identitySources: [
            { in: 'header', name: 'X-Origin' },
            { in: 'header', name: 'X-Caller' },
          ],
          ttlMs: 300_000,
        },
      },
    ]);
  });

  it('takes the stage’s limits for a method that has none of its own', () => {
    const { methods } = smallApi(changed('Small-Api', 'GetThing', { HttpMethod: 'ANY' }));
    expect(methods[0]?.throttling).toEqual({ rate: 10, burst: 50 });
  });

  it('reads an authorizer of type TOKEN', () => {
    const changes = {
      Type: 'TOKEN',
      IdentitySource: 'method.request.header.Authorization',
      IdentityValidationExpression: '^Bearer ',
    };
    expect(smallApi(changed('Small-Api', 'Authorizer', changes)).methods[0]?.authorizer).toMatchObject({
      type: 'TOKEN',
      identitySources: [{ in: 'header', name: 'Authorization' }],
      tokenPattern: /^Bearer /,
    });
  });

  const mock = {
    IntegrationResponses: [
      { ResponseParameters: { 'method.response.header.Allow': "'GET, PUT'" }, StatusCode: '204' },
    ] as object[],
    RequestTemplates: { 'application/json': '{ statusCode: 200 }' },
    Type: 'MOCK',
  };

  it('reads a method that is always answered in the same way', () => {
    const [method] = smallApi(changed('Small-Api', 'GetThing', { Integration: mock })).methods;
    expect(method?.mock).toEqual({
      status: 204,
      headers: [
        ['Content-Type', 'application/json'],
        ['Allow', 'GET, PUT'],
      ],
      body: Buffer.from(''),
    });
    expect(method).not.toHaveProperty('functionArn');
  });

  const [answer] = mock.IntegrationResponses;
  it.each([
    [{ IntegrationResponses: [] }, 'Integration.Type is "MOCK", but its answer depends on the request'],
    [{ IntegrationResponses: [answer, answer] }, 'Integration.Type is "MOCK", but'],
    [
      { RequestTemplates: { 'application/json': '{ "statusCode": $input.params("s") }' } },
      'Integration.Type is "MOCK", but',
    ],
    [
      { IntegrationResponses: [{ ...answer, SelectionPattern: '4..' }] },
      'Integration.IntegrationResponses.0.SelectionPattern',
    ],
    [
      {
        IntegrationResponses: [
          { ...answer, ResponseParameters: { 'method.response.header.A': 'integration.response.header.A' } },
        ],
      },
      'Integration.IntegrationResponses with method.response.header.A = integration.response.header.A',
    ],
    [
      { IntegrationResponses: [{ ...answer, ResponseTemplates: { 'application/json': '#set($a = 1)' } }] },
      'Integration.IntegrationResponses with a template in VTL',
    ],
  ])('refuses a mock with %j', (changes, what) => {
    expect(() => smallApi(changed('Small-Api', 'GetThing', { Integration: { ...mock, ...changes } }))).toThrow(
      `Small-Api, GetThing (AWS::ApiGateway::Method): ${what}`,
    );
  });

  it.each([
    ['RestApi', 'Api', { BinaryMediaTypes: ['*/*'] }, 'BinaryMediaTypes'],
    ['RestApi', 'Api', { ApiKeySourceType: 'COOKIE' }, 'ApiKeySourceType is "COOKIE"'],
    ['RestApi', 'Api', { Policy: {} }, 'Policy'],
    ['RestApi', 'Api', { Body: {} }, 'Body'],
    ['Stage', 'Stage', { CacheClusterEnabled: true }, 'CacheClusterEnabled'],
    ['Method', 'GetThing', { AuthorizationType: 'COGNITO_USER_POOLS' }, 'AuthorizationType is "COGNITO_USER_POOLS"'],
    ['Method', 'GetThing', { AuthorizationType: 'AWS_IAM' }, 'AuthorizationType is "AWS_IAM"'],
    ['Method', 'GetThing', { RequestModels: {} }, 'RequestModels'],
    ['Method', 'GetThing', { RequestValidatorId: 'it' }, 'RequestValidatorId'],
    ['Method', 'GetThing', { Integration: { ...integration, Type: 'MOCK' } }, 'Integration.Type is "MOCK"'],
    ['Method', 'GetThing', { Integration: { ...integration, RequestTemplates: {} } }, 'Integration.RequestTemplates'],
    ['Method', 'GetThing', { Integration: integration }, 'Integration.Uri arn:aws:apigateway:eu-west-1:s3:path/a'],
    ['Authorizer', 'Authorizer', { Type: 'TOKEN' }, 'Type is "TOKEN"'],
    [
      'Authorizer',
      'Authorizer',
      { Type: 'TOKEN', IdentitySource: 'method.request.header.A', IdentityValidationExpression: '(' },
      'IdentityValidationExpression (',
    ],
    ['Authorizer', 'Authorizer', { IdentityValidationExpression: 'a' }, 'IdentityValidationExpression of'],
    ['Authorizer', 'Authorizer', { IdentitySource: 'context.path' }, 'IdentitySource context.path'],
  ])('refuses a %s (%s) with %j', (type, logicalId, changes, what) => {
    expect(() => smallApi(changed('Small-Api', logicalId, changes))).toThrow(
      `Small-Api, ${logicalId} (AWS::ApiGateway::${type}): ${what}`,
    );
  });
});
