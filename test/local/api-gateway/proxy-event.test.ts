import { describe, expect, it } from 'vitest';
import { requestAuthorizerEvent } from '../../../local/api-gateway/authorizer-event.ts';
import { proxyEvent } from '../../../local/api-gateway/proxy-event.ts';
import { apiRequest, routed } from './requests.ts';

describe('proxyEvent', () => {
  it('is what API Gateway sends', () => {
    const headers = { 'User-Agent': ['test'], 'X-Twice': ['one', 'two'], 'x-forwarded-for': ['192.0.2.1'] };
    const request = apiRequest('/things/a%20b?colour=red&colour=dark+blue&size=', headers);
    const event = proxyEvent(routed(request), { principalId: 'me' }, '{"a":1}');
    expect(event).toMatchObject({
      resource: '/things/{thing}',
      path: '/things/a%20b',
      httpMethod: 'GET',
      headers: {
        'User-Agent': 'test',
        'X-Twice': 'two',
        'X-Amzn-Trace-Id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
        'X-Forwarded-For': '192.0.2.1, 127.0.0.1',
        'X-Forwarded-Port': '443',
        'X-Forwarded-Proto': 'https',
      },
      multiValueHeaders: { 'X-Twice': ['one', 'two'], 'X-Forwarded-For': ['192.0.2.1, 127.0.0.1'] },
      queryStringParameters: { colour: 'dark blue', size: '' },
      multiValueQueryStringParameters: { colour: ['red', 'dark blue'], size: [''] },
      pathParameters: { thing: '7' },
      stageVariables: null,
      body: '{"a":1}',
      isBase64Encoded: false,
      requestContext: {
        accountId: '123456789012',
        authorizer: { principalId: 'me' },
        domainName: expect.stringMatching(/^[a-z0-9]{10}\.execute-api\.eu-west-1\.amazonaws\.com$/),
        extendedRequestId: 'extended-1',
        identity: { sourceIp: '127.0.0.1', userAgent: 'test', user: null },
        path: '/live/things/a%20b',
        protocol: 'HTTP/1.1',
        requestId: 'request-1',
        requestTime: '02/Jan/2026:03:04:05 +0000',
        requestTimeEpoch: Date.UTC(2026, 0, 2, 3, 4, 5),
        resourcePath: '/things/{thing}',
        stage: 'live',
      },
    });
    expect(event.headers).not.toHaveProperty('x-forwarded-for');
  });

  it.each(['__proto__', 'constructor'])('has a header and a parameter named %s as any other', (name) => {
    const event = proxyEvent(routed(apiRequest(`/things?${name}=x`, { [name]: ['y'] })), undefined, '');
    expect(Object.entries(event.headers)).toContainEqual([name, 'y']);
    expect(Object.entries(event.multiValueHeaders)).toContainEqual([name, ['y']]);
    expect(Object.entries(event.queryStringParameters ?? {})).toEqual([[name, 'x']]);
  });

  it('has null for what isn’t there', () => {
    const { pathParameters: _, ...without } = routed(apiRequest('/things'));
    expect(proxyEvent({ ...without, pathParameters: {} }, undefined, '')).toMatchObject({
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      body: null,
    });
  });
});

describe('requestAuthorizerEvent', () => {
  it('names the method by the path that was asked for, and has no body', () => {
    const event = requestAuthorizerEvent(routed(apiRequest('/things/a%20b', { 'X-Origin': ['right'] })));
    expect(event).toMatchObject({
      type: 'REQUEST',
      methodArn: expect.stringMatching(
        /^arn:aws:execute-api:eu-west-1:123456789012:[a-z0-9]{10}\/live\/GET\/things\/a%20b$/,
      ),
      headers: { 'X-Origin': 'right' },
      requestContext: { stage: 'live' },
    });
    expect(event).not.toHaveProperty('body');
  });
});
