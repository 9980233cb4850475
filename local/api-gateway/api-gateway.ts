import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import type { Functions } from '../lambda/lambda-service.ts';
import type { InvocationResult } from '../lambda/protocol.ts';
import { type LocalServer, listen } from '../listen.ts';
import { currentWay, onSameWay, type Part } from '../request-way.ts';
import { type Authorization, type Authorize, authorizer } from './authorizer.ts';
import { GatewayError } from './gateway-error.ts';
import { answerFor } from './gateway-responses.ts';
import { proxyEvent } from './proxy-event.ts';
import { proxyResponse } from './proxy-response.ts';
import { type ApiRequest, headersOf, queryOf, readBody } from './request.ts';
import type { ApiResponse } from './response.ts';
import type { Method, RestApi } from './rest-api.ts';
import type { RoutedRequest } from './routed-request.ts';
import { findRoute } from './router.ts';
import { tokenBucket } from './throttle.ts';
import type { ApiKey, CountUse } from './usage-plans.ts';

const PRINCIPAL = 'apigateway.amazonaws.com';

/** For the request line and all headers together: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const MAX_HEADER_BYTES = 10_240;

/** A method with the state that API Gateway keeps for it between requests. */
type RunningMethod = Method & {
  readonly authorize: Authorize | undefined;
  readonly take: () => boolean;
};

/**
 * One REST API: `http://127.0.0.1:PORT/STAGE/…` is what `https://ID.execute-api.REGION.amazonaws.com/STAGE/…` is in AWS.
 *
 * @param countUse counts a request under its API key; usage plans may cover several APIs.
 * @throws UnsupportedError when a function behind it can't be run.
 */
export async function startRestApi(
  api: RestApi,
  lambda: Functions,
  clock: Clock,
  countUse: CountUse,
  port = 0,
): Promise<LocalServer> {
  const methods = runningMethods(api, lambda, clock);

  async function answer(message: IncomingMessage): Promise<ApiResponse & { readonly request: ApiRequest }> {
    const [rawPath = '', search = ''] = splitOnce(message.url ?? '/', '?');
    const [, stage, path] = /^\/([^/]*)(.*)$/s.exec(rawPath) ?? [];
    const body = await readBody(message);
    const request: ApiRequest = {
      id: randomUUID(),
      extendedId: randomBytes(10).toString('base64'),
      receivedAt: new Date(clock.now()),
      method: message.method ?? '',
      path: path || '/',
      query: queryOf(search),
      headers: headersOf(message),
      body: body ?? '',
      sourceIp: message.socket.remoteAddress ?? '',
      protocol: `HTTP/${message.httpVersion}`,
    };
    // A URL without a known stage gets API Gateway's default text: gateway responses belong to a stage.
    if (stage !== api.stage.name) return { ...FORBIDDEN, request };
    if (body === undefined) return { ...TOO_LONG, request };
    try {
      const answered = await dispatch(request);
      currentWay()?.answeredBy('function', answered.status, answered.body);
      return { ...answered, request };
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      const answered = answerFor(error, request, api.gatewayResponses);
      currentWay()?.passed('API Gateway', '', error.message);
      currentWay()?.answeredBy('API Gateway', answered.status, answered.body);
      return { ...answered, request };
    }
  }

  async function dispatch(request: ApiRequest): Promise<ApiResponse> {
    const match = findRoute(methods, request.method, request.path);
    if (match === undefined) throw new GatewayError('MISSING_AUTHENTICATION_TOKEN');
    const { method, pathParameters } = match;
    const routed: RoutedRequest = { request, api, method, pathParameters };
    currentWay()?.passed('API Gateway', `${method.httpMethod} ${method.resourcePath}`, `to ${api.logicalId}`);
    const authorization = await authorized(routed, method.authorize);
    const apiKey = method.apiKeyRequired ? use(request, authorization) : undefined;
    if (!method.take()) throw new GatewayError('THROTTLED');
    if (method.mock !== undefined) return method.mock;
    const sourceArn = `arn:aws:execute-api:${api.region}:${api.account}:${api.id}/${api.stage.name}/${request.method}${method.resourcePath}`;
    if (!lambda.mayInvoke(method.functionArn, PRINCIPAL, sourceArn)) throw new GatewayError('API_CONFIGURATION_ERROR');
    const event = proxyEvent(routed, authorization?.context, request.body, apiKey);
    const invoke = () => within(method.timeoutMs, clock, lambda.invoke(method.functionArn, event));
    const result = await step('function', method.functionArn, invoke, (invoked) =>
      invoked.ok ? 'answers' : `fails: ${invoked.error.errorType}`,
    );
    if (!result.ok) throw new GatewayError('DEFAULT_5XX');
    return proxyResponse(result.payload);
  }

  async function authorized(
    routed: RoutedRequest,
    authorize: Authorize | undefined,
  ): Promise<Authorization | undefined> {
    const spec = routed.method.authorizer;
    if (authorize === undefined || spec === undefined) return undefined;
    return step(
      'authorizer',
      spec.functionArn,
      () => authorize(routed),
      ({ context }) => (context.integrationLatency === 0 ? 'allows it, as it said before' : 'allows it'),
    );
  }

  /** A usage plan's limits come before the method's own. */
  function use(request: ApiRequest, authorization: Authorization | undefined): ApiKey {
    const given =
      api.apiKeySource === 'HEADER'
        ? request.headers.get('x-api-key')?.values.at(-1)
        : authorization?.usageIdentifierKey;
    return countUse(given, `${api.id}/${api.stage.name}`);
  }

  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (message, response) => {
    onSameWay(message.headers['x-amz-cf-id']?.toString(), () => answer(message)).then(
      (answered) => respond(response, answered),
      // CloudFront's part then sees a closed connection, as when the service itself fails.
      () => response.destroy(),
    );
  });
  return listen(server, port);
}

function runningMethods(api: RestApi, lambda: Functions, clock: Clock): RunningMethod[] {
  const authorizers = new Map<string, Authorize>();
  return api.methods.map((method) => {
    if (method.mock === undefined) lambda.prepare(method.functionArn, ['lambda.amazonaws.com'], method.resource);
    const spec = method.authorizer;
    let authorize = authorizers.get(spec?.id ?? '');
    if (spec !== undefined && authorize === undefined) {
      lambda.prepare(spec.functionArn, ['lambda.amazonaws.com'], spec.resource);
      const sourceArn = `arn:aws:execute-api:${api.region}:${api.account}:${api.id}/authorizers/${spec.id}`;
      const invoke = async (event: unknown): Promise<InvocationResult> => {
        if (!lambda.mayInvoke(spec.functionArn, PRINCIPAL, sourceArn)) {
          throw new GatewayError('AUTHORIZER_CONFIGURATION_ERROR');
        }
        return lambda.invoke(spec.functionArn, event);
      };
      authorize = authorizer(spec, invoke, () => clock.now());
      authorizers.set(spec.id, authorize);
    }
    const take = method.throttling === undefined ? () => true : tokenBucket(method.throttling, () => clock.now());
    return { ...method, authorize, take };
  });
}

const FORBIDDEN = ownAnswer(403, 'ForbiddenException', 'Forbidden');

/** For a body of more than 10 MB. There is a gateway response REQUEST_TOO_LARGE, but AWS doesn't seem to use it here. */
const TOO_LONG = ownAnswer(413, 'RequestTooLargeException', 'Request Too Long');

function ownAnswer(status: number, errorType: string, message: string): ApiResponse {
  const headers: ApiResponse['headers'] = [
    ['Content-Type', 'application/json'],
    ['x-amzn-ErrorType', errorType],
  ];
  return { status, headers, body: Buffer.from(JSON.stringify({ message })) };
}

/** @throws GatewayError INTEGRATION_TIMEOUT. The function goes on running, but its answer is ignored. */
function within(limitMs: number, clock: Clock, invocation: Promise<InvocationResult>): Promise<InvocationResult> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(limitMs, () => reject(new GatewayError('INTEGRATION_TIMEOUT')));
    invocation.finally(cancel).then(resolve, reject);
  });
}

function respond(
  response: ServerResponse,
  { status, headers, body, request }: ApiResponse & { request: ApiRequest },
): void {
  response.statusCode = status;
  for (const [name, value] of headers) response.appendHeader(name, value);
  response.setHeader('x-amzn-RequestId', request.id);
  response.setHeader('x-amz-apigw-id', request.extendedId);
  response.setHeader('Content-Length', body.length);
  response.end(body);
}

/** Takes it down on the way of the request. */
function step<T>(part: Part, arn: string, pass: () => Promise<T>, outcomeOf: (passed: T) => string): Promise<T> {
  const name = arn.split(':')[6] ?? arn;
  return currentWay()?.step(part, name, pass, outcomeOf) ?? pass();
}

function splitOnce(whole: string, delimiter: string): [string, string?] {
  const at = whole.indexOf(delimiter);
  return at === -1 ? [whole] : [whole.slice(0, at), whole.slice(at + 1)];
}
