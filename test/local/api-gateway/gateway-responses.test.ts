import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../local/api-gateway/gateway-error.ts';
import { answerFor } from '../../../local/api-gateway/gateway-responses.ts';
import { apiRequest, smallApi } from './requests.ts';

function gatewayResponse(ResponseType: string, properties: object = {}): object {
  return {
    Type: 'AWS::ApiGateway::GatewayResponse',
    Properties: { ResponseType, RestApiId: { Ref: 'Api' }, ...properties },
  };
}

function answer(error: GatewayError, api: Record<string, object> = {}) {
  const { status, headers, body } = answerFor(
    error,
    apiRequest('/', { Origin: ['https://a.example'] }),
    smallApi(api).gatewayResponses,
  );
  return { status, headers: Object.fromEntries(headers), body: JSON.parse(body.toString()) };
}

describe('what API Gateway answers itself', () => {
  it('has its own words where the template has none', () => {
    expect(answer(new GatewayError('THROTTLED'))).toEqual({
      status: 429,
      headers: { 'Content-Type': 'application/json', 'x-amzn-ErrorType': 'TooManyRequestsException' },
      body: { message: 'Too Many Requests' },
    });
    expect(answer(new GatewayError('AUTHORIZER_FAILURE'))).toMatchObject({ status: 500, body: { message: null } });
  });

  it('has the template’s status, headers and words where there are any', () => {
    expect(answer(new GatewayError('ACCESS_DENIED'))).toEqual({
      status: 403,
      headers: {
        'Cache-Control': 'no-store',
        'Content-Type': 'application/json',
        'x-amzn-ErrorType': 'AccessDeniedException',
      },
      body: { error: 'closed', id: 'request-1' },
    });
  });

  it('falls back on the default of its class, and keeps its own status', () => {
    const api = {
      All4: gatewayResponse('DEFAULT_4XX', {
        ResponseTemplates: { 'application/json': '{"type":"$context.error.responseType"}' },
      }),
      All5: gatewayResponse('DEFAULT_5XX', { StatusCode: '500' }),
    };
    expect(answer(new GatewayError('UNAUTHORIZED'), api)).toMatchObject({
      status: 401,
      body: { type: 'UNAUTHORIZED' },
    });
    expect(answer(new GatewayError('INTEGRATION_TIMEOUT'), api)).toMatchObject({
      status: 500,
      body: { message: 'Endpoint request timed out' },
    });
  });

  it('quotes its message as JSON, whatever is in it', () => {
    const template = '{"quoted":$context.error.messageString}';
    const own = { Denied: gatewayResponse('ACCESS_DENIED', { ResponseTemplates: { 'application/json': template } }) };
    expect(answer(new GatewayError('ACCESS_DENIED', 'said "no"'), own).body).toEqual({ quoted: 'said "no"' });
    expect(
      answer(new GatewayError('ACCESS_DENIED', 'said "no"\\'), { Denied: gatewayResponse('ACCESS_DENIED') }).body,
    ).toEqual({
      message: 'said "no"\\',
    });
  });

  it('takes a header from the request, and lets the template name the content type', () => {
    const ResponseParameters = {
      'gatewayresponse.header.Access-Control-Allow-Origin': 'method.request.header.origin',
      'gatewayresponse.header.content-type': "'application/problem+json'",
    };
    const { headers } = answer(new GatewayError('THROTTLED'), {
      It: gatewayResponse('THROTTLED', { ResponseParameters }),
    });
    expect(headers).toEqual({
      'Access-Control-Allow-Origin': 'https://a.example',
      'content-type': 'application/problem+json',
      'x-amzn-ErrorType': 'TooManyRequestsException',
    });
  });

  it.each([
    ['ResponseTemplates with $input.body', { ResponseTemplates: { 'application/json': '$input.body' } }],
    ['ResponseTemplates.text/html', { ResponseTemplates: { 'text/html': '' } }],
    [
      'ResponseParameters gatewayresponse.header.A = context.requestId',
      { ResponseParameters: { 'gatewayresponse.header.A': 'context.requestId' } },
    ],
  ])('is refused at start with %s', (what, properties) => {
    expect(() => smallApi({ It: gatewayResponse('THROTTLED', properties) })).toThrow(
      `Small-Api, It (AWS::ApiGateway::GatewayResponse): ${what}`,
    );
  });
});
