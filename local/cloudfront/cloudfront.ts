import { randomBytes } from 'node:crypto';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { UnsupportedError } from '../assembly/unsupported.ts';
import type { Certificate } from '../certificate.ts';
import type { Clock } from '../clock.ts';
import { EDGE_SERVICE, type Functions } from '../lambda/lambda-service.ts';
import { type LocalServer, listen } from '../listen.ts';
import { type AnsweredRequest, currentWay, onWay, RequestWay } from '../request-way.ts';
import { type Behavior, type Distribution, type Origin, originsOf } from './distribution.ts';
import { type ChangedRequest, EdgeValidationError, type GeneratedResponse } from './edge-restrictions.ts';
import { fromCloudFrontHeaders, type HeaderField, headerFieldsOf, hopByHop } from './headers.ts';
import { originRequest, via } from './origin-request.ts';
import { pathMatches } from './path-pattern.ts';
import { alsoTakingPlainHttp } from './plain-http.ts';
import { withPolicy } from './response-headers-policy.ts';
import {
  askViewerRequestFunction,
  cloudFrontRequest,
  EdgeExecutionError,
  type ViewerRequest,
} from './viewer-request.ts';
import { type BlockAnswer, webAcl } from './web-acl.ts';

/**
 * For a request without its body, and for its URL:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#RequestCustomMaxRequestStringLength
 */
const MAX_REQUEST_BYTES = 20_480;
const MAX_URL_BYTES = 8_192;

/** An answer that CloudFront makes itself, without a response headers policy. */
class CloudFrontError extends Error {
  override readonly name = 'CloudFrontError';
  readonly status: number;
  /** The `X-Cache` header. */
  readonly xCache: string;

  constructor(status: number, message: string, xCache = 'Error from cloudfront') {
    super(message);
    this.status = status;
    this.xCache = xCache;
  }
}

/** Sees a request before the distribution does. @returns whether it has answered, which is told like any answer. */
export type OnRequest = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface CloudFrontOptions {
  /** A free one by default. */
  readonly port?: number;
  /** The address or name to listen at; 127.0.0.1 by default. */
  readonly host?: string;
  /** With it, HTTPS is served instead of HTTP. */
  readonly certificate?: Certificate;
  /** Whether packets get to an origin at this moment. By default they always do. */
  readonly isReachable?: (originDomainName: string) => boolean;
  /** The custom headers for an origin at this moment. By default, those in the template. */
  readonly customHeadersOf?: (origin: Origin) => Origin['customHeaders'];
  readonly onRequest?: OnRequest;
  readonly told?: ToldRequests;
}

/** Who is told of requests. */
export interface ToldRequests {
  /** The lower-case names of headers that the viewer request function puts on requests, whose values are told. */
  readonly headers: readonly string[];
  /** Called when the answer has been sent. */
  readonly onAnswered: (request: AnsweredRequest) => void;
}

/**
 * The distribution on 127.0.0.1: `http://127.0.0.1:PORT` is what `https://ID.cloudfront.net` is in AWS.
 *
 * @param portOf gives the port of the local service for an origin's domain name.
 * @throws UnsupportedError
 */
export async function startCloudFront(
  distribution: Distribution,
  lambda: Functions,
  portOf: (originDomainName: string) => number | undefined,
  clock: Clock,
  {
    port = 0,
    host,
    certificate,
    customHeadersOf = (origin) => origin.customHeaders,
    isReachable = () => true,
    onRequest,
    told,
  }: CloudFrontOptions = {},
): Promise<LocalServer> {
  const askWebAcl = distribution.webAcl === undefined ? undefined : webAcl(distribution.webAcl, () => clock.now());
  const ports = originPorts(distribution, portOf);
  for (const { viewerRequestFunction } of distribution.behaviors) {
    if (viewerRequestFunction !== undefined) prepareEdgeFunction(viewerRequestFunction, lambda, distribution);
  }

  async function handle(
    message: IncomingMessage,
    response: ServerResponse,
    viewer: ViewerRequest,
    way: RequestWay,
  ): Promise<void> {
    const refused = askWebAcl?.(viewer);
    if (refused !== undefined) {
      way.passed('web ACL', '', `answers ${refused.status}`);
      way.answeredBy('web ACL', refused.status, refused.body);
      return respondRefused(response, refused, viewer);
    }
    if (Buffer.byteLength(message.url ?? '') > MAX_URL_BYTES) {
      response.shouldKeepAlive = false;
      throw new CloudFrontError(413, TOO_LARGE);
    }
    const behavior = distribution.behaviors.find(({ pathPattern }) => pathMatches(pathPattern, viewer.uri)) as Behavior;
    way.passed('CloudFront', behavior.pathPattern, `to ${behavior.origin.domainName}`);
    if (!behavior.allowedMethods.has(viewer.method)) {
      throw new CloudFrontError(403, 'this distribution is not configured to allow the HTTP request method');
    }
    if (viewer.method === 'GET' && hasBody(message))
      throw new CloudFrontError(403, 'Bad request: a GET may have no body');
    const request = await askEdge(behavior, viewer, way);
    if ('status' in request) {
      way.answeredBy('viewer request function', request.status, request.body);
      return respondGenerated(response, request, viewer);
    }
    way.carries(toldHeaders(request, told?.headers ?? []));
    await forward(message, response, request, viewer, behavior);
  }

  async function askEdge(
    behavior: Behavior,
    viewer: ViewerRequest,
    way: RequestWay,
  ): Promise<ChangedRequest | GeneratedResponse> {
    const arn = behavior.viewerRequestFunction;
    if (arn === undefined) return cloudFrontRequest(viewer);
    const answer = await way.step(
      'viewer request function',
      functionName(arn),
      () => askViewerRequestFunction((event) => lambda.invoke(arn, event), distribution, viewer),
      ({ kind, ...answered }) => ('response' in answered ? `answers ${answered.response.status}` : 'lets it pass'),
    );
    return answer.kind === 'response' ? answer.response : answer.request;
  }

  async function forward(
    message: IncomingMessage,
    response: ServerResponse,
    request: ChangedRequest,
    viewer: ViewerRequest,
    behavior: Behavior,
  ): Promise<void> {
    const atRoot = request.uri === '/' && distribution.rootPath !== undefined;
    const asked = atRoot ? { ...request, uri: distribution.rootPath } : request;
    const ask = (origin: Origin) => askOrigin(message, response, asked, viewer, { ...behavior, origin });
    const answer = await answerOf(ask, behavior);
    const status = answer.statusCode ?? 502;
    const passed = headerFieldsOf(answer).filter(([name]) => !hopByHop.has(name.toLowerCase()));
    const policy = behavior.responseHeadersPolicy;
    const answered = policy === undefined ? passed : withPolicy(passed, policy, corsRequest(viewer));
    writeHead(response, status, answered, viewer, status < 400 ? 'Miss from cloudfront' : 'Error from cloudfront');
    await new Promise<void>((resolve) => {
      answer.pipe(response);
      answer.on('error', () => response.destroy());
      answer.on('end', resolve);
    });
  }

  /** @throws CloudFrontError */
  async function askOrigin(
    message: IncomingMessage,
    response: ServerResponse,
    request: ChangedRequest,
    viewer: ViewerRequest,
    behavior: Behavior,
  ): Promise<IncomingMessage> {
    const origin = { ...behavior.origin, customHeaders: customHeadersOf(behavior.origin) };
    const { path, fields } = originRequest(request, viewer, { ...behavior, origin });
    const { domainName, readTimeoutMs, connectMs } = origin;
    if (!isReachable(domainName)) {
      await new Promise<void>((resolve) => clock.after(connectMs, resolve));
      throw new CloudFrontError(504, 'the origin could not be connected to in time');
    }
    if (origin.signature !== undefined) currentWay()?.answeredBy('bucket', 200);
    return new Promise((resolve, reject) => {
      const toOrigin = httpRequest({
        // Each request gets a new connection: the origin may close one that is kept open just when it is used again.
        agent: false,
        host: '127.0.0.1',
        port: ports.get(domainName),
        method: request.method,
        path,
        headers: fields.flat(),
        setHost: false,
        timeout: readTimeoutMs,
      });
      toOrigin.on('timeout', () => {
        toOrigin.destroy();
        reject(new CloudFrontError(504, 'the origin did not answer in time'));
      });
      toOrigin.on('error', () => reject(new CloudFrontError(502, 'the origin could not be reached')));
      toOrigin.on('response', resolve);
      // If the viewer closes the connection, the request to the origin ends too.
      response.on('close', () => toOrigin.destroy());
      // A body can be sent once. An origin group gets none: no method that it takes has one.
      if (behavior.failover === undefined) message.pipe(toOrigin);
      else toOrigin.end();
    });
  }

  /** Every answer is given in here, so that each is told. */
  function answering(
    response: ServerResponse,
    viewer: ViewerRequest,
    answer: (way: RequestWay) => void | Promise<void>,
  ): void {
    void onWay(viewer.id, async (way) => {
      const sent = new Promise((resolve) => response.once('close', resolve));
      try {
        await answer(way);
      } catch (error) {
        const known = asCloudFrontError(error);
        way.answeredBy('CloudFront', known.status);
        way.passed('CloudFront', '', known.message);
        respondError(response, known, viewer);
      }
      await sent;
      const status = response.headersSent ? response.statusCode : undefined;
      told?.onAnswered(way.end({ method: viewer.method, path: viewer.uri, status }));
    });
  }

  const listener = (message: IncomingMessage, response: ServerResponse) => {
    // First: it may change what the viewer asks.
    const isAnswered = onRequest?.(message, response) ?? false;
    const viewer = viewerRequestOf(message);
    answering(response, viewer, (way) =>
      isAnswered ? way.answeredBy('onRequest', response.statusCode) : handle(message, response, viewer, way),
    );
  };
  /** Every behavior is HTTPS only. */
  const refusePlainHttp = (message: IncomingMessage, response: ServerResponse) => {
    response.shouldKeepAlive = false;
    answering(response, viewerRequestOf(message), () => {
      throw new CloudFrontError(403, 'Bad request: this distribution takes HTTPS only');
    });
  };
  const limits = { maxHeaderSize: MAX_REQUEST_BYTES };
  const server = certificate
    ? alsoTakingPlainHttp(createTlsServer({ ...limits, ...certificate }, listener), refusePlainHttp)
    : createServer(limits, listener);
  server.on('clientError', (error: Error & { readonly code?: string }, socket: Duplex) => {
    if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
    const id = requestId();
    const way = new RequestWay(id);
    const status = refuseUnread(error, socket, id);
    // A browser opens connections that it may never use: those aren't requests.
    if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return;
    way.answeredBy('CloudFront', status);
    told?.onAnswered(way.end({ method: '', path: '', status }));
  });
  return listen(server, port, host);
}

/** Answers data that isn't HTTP, or a request with too long headers. There is no parsed request then. */
function refuseUnread(error: Error & { readonly code?: string }, socket: Duplex, id: string): number {
  const [status, reason] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ([413, TOO_LARGE] as const)
      : ([400, 'Bad request: this is not valid HTTP'] as const);
  const body = errorPage(status, reason, id);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: text/html',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    'X-Cache: Error from cloudfront',
    `X-Amz-Cf-Id: ${id}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  return status;
}

const TOO_LARGE = 'Request Entity Too Large';

/**
 * Asks the second origin of a group where the first one fails: CloudFront decides it for each request anew.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/high_availability_origin_failover.html
 *
 * @throws CloudFrontError
 */
async function answerOf(
  ask: (origin: Origin) => Promise<IncomingMessage>,
  { origin, failover }: Behavior,
): Promise<IncomingMessage> {
  if (failover === undefined) return ask(origin);
  let why: string;
  try {
    const answer = await ask(origin);
    if (!failover.statuses.has(answer.statusCode ?? 0)) return answer;
    why = `the first origin answered ${answer.statusCode}`;
    answer.resume();
  } catch (error) {
    why = asCloudFrontError(error).message;
  }
  currentWay()?.passed('CloudFront', '', `${why}: to ${failover.origin.domainName}`);
  return ask(failover.origin);
}

function originPorts(
  distribution: Distribution,
  portOf: (domainName: string) => number | undefined,
): ReadonlyMap<string, number> {
  const ports = new Map<string, number>();
  for (const { domainName } of distribution.behaviors.flatMap(originsOf)) {
    const port = portOf(domainName);
    if (port === undefined) throw new UnsupportedError(distribution.resource, `the origin ${domainName}`);
    ports.set(domainName, port);
  }
  return ports;
}

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html */
function prepareEdgeFunction(arn: string, lambda: Functions, { resource }: Distribution): void {
  if (!/:\d+$/.test(arn))
    throw new UnsupportedError(resource, `the edge function ${arn}, which is no numbered version`);
  const spec = lambda.prepare(arn, ['lambda.amazonaws.com', EDGE_SERVICE], resource);
  const broken =
    (spec.region !== 'us-east-1' && 'is not in us-east-1') ||
    (Object.keys(spec.environment).length > 0 && 'has environment variables') ||
    (spec.architecture !== 'x86_64' && `is built for ${spec.architecture}`);
  if (broken) throw new UnsupportedError(resource, `the edge function ${spec.logicalId} ${broken}`);
}

function viewerRequestOf(message: IncomingMessage): ViewerRequest {
  const url = message.url ?? '/';
  const question = url.indexOf('?');
  return {
    id: requestId(),
    // A server for IPv6 and IPv4 has addresses of the latter in the form ::ffff:192.0.2.1.
    clientIp: message.socket.remoteAddress?.replace(/^::ffff:(?=[\d.]+$)/, '') ?? '',
    clientPort: message.socket.remotePort ?? 0,
    method: message.method ?? '',
    uri: question === -1 ? url : url.slice(0, question),
    querystring: question === -1 ? '' : url.slice(question + 1),
    fields: headerFieldsOf(message),
  };
}

function toldHeaders({ headers = {} }: ChangedRequest, names: readonly string[]): Record<string, string> {
  const values = names.map((name) => [name, headers[name]?.[0]?.value]);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** @param arn with a version, or without. */
function functionName(arn: string): string {
  return arn.split(':')[6] ?? arn;
}

function requestId(): string {
  return randomBytes(42).toString('base64url');
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function corsRequest({ method, fields }: ViewerRequest) {
  const fieldValue = (wanted: string) => fields.find(([name]) => name.toLowerCase() === wanted)?.[1];
  return {
    method,
    origin: fieldValue('origin'),
    asksForMethod: fieldValue('access-control-request-method') !== undefined,
  };
}

function respondGenerated(response: ServerResponse, generated: GeneratedResponse, viewer: ViewerRequest): void {
  const { status, statusDescription, headers, body, bodyEncoding } = generated;
  const content = Buffer.from(body, bodyEncoding === 'base64' ? 'base64' : 'utf8');
  const fields = fromCloudFrontHeaders(headers ?? {}).filter(([name]) => name.toLowerCase() !== 'content-length');
  if (statusDescription !== undefined) response.statusMessage = statusDescription;
  writeHead(response, status, fields, viewer, 'LambdaGeneratedResponse from cloudfront');
  if (status !== 204 && status !== 304) response.setHeader('Content-Length', content.length);
  response.end(content);
}

/** A web ACL's answer goes out without the response headers policy. */
function respondRefused(response: ServerResponse, { status, fields, body }: BlockAnswer, viewer: ViewerRequest): void {
  writeHead(response, status, fields, viewer, 'Error from cloudfront');
  response.end(body);
}

function asCloudFrontError(error: unknown): CloudFrontError {
  if (error instanceof CloudFrontError) return error;
  if (error instanceof EdgeValidationError) {
    return new CloudFrontError(502, error.message, 'LambdaValidationError from cloudfront');
  }
  if (error instanceof EdgeExecutionError) {
    return new CloudFrontError(503, 'the edge function failed', 'LambdaExecutionError from cloudfront');
  }
  return new CloudFrontError(500, `the local runner failed: ${error instanceof Error ? error.message : error}`);
}

function respondError(
  response: ServerResponse,
  { status, message, xCache }: CloudFrontError,
  viewer: ViewerRequest,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  writeHead(response, status, [['Content-Type', 'text/html']], viewer, xCache);
  response.end(errorPage(status, message, viewer.id));
}

/** The parts that all versions of CloudFront's error page have. */
function errorPage(status: number, reason: string, id: string): string {
  return `<!DOCTYPE HTML>
<TITLE>ERROR: The request could not be satisfied</TITLE>
<H1>${status} ERROR</H1>
<H2>The request could not be satisfied.</H2>
<P>${reason}.</P>
<PRE>Generated by cloudfront (CloudFront)
Request ID: ${id}</PRE>
`;
}

function writeHead(
  response: ServerResponse,
  status: number,
  fields: readonly HeaderField[],
  viewer: ViewerRequest,
  xCache: string,
): void {
  response.statusCode = status;
  for (const [name, value] of fields) response.appendHeader(name, value);
  response.setHeader('X-Cache', xCache);
  response.setHeader('Via', via(viewer));
  response.setHeader('X-Amz-Cf-Id', viewer.id);
}
