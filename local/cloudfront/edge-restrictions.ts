import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { CloudFrontHeaders, CloudFrontRequest } from 'aws-lambda';
import * as v from 'valibot';

/*
 * What CloudFront lets a viewer request function read and change:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-generating-http-responses-in-requests.html
 */

/** Headers that functions don't see and may not add. */
const DISALLOWED = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'trailer',
  'upgrade',
  'x-accel-buffering',
  'x-accel-charset',
  'x-accel-limit-rate',
  'x-accel-redirect',
  'x-amzn-auth',
  'x-amzn-cf-billing',
  'x-amzn-cf-id',
  'x-amzn-cf-xff',
  'x-amzn-errortype',
  'x-amzn-fle-profile',
  'x-amzn-header-count',
  'x-amzn-header-order',
  'x-amzn-lambda-integration-tag',
  'x-amzn-requestid',
  'x-cache',
  'x-forwarded-proto',
  'x-real-ip',
]);
const DISALLOWED_PREFIXES = ['x-amz-cf-', 'x-edge-'];

/** Headers that a viewer request function may read, but not add, change or delete. */
const READ_ONLY = ['content-length', 'host', 'transfer-encoding', 'via'] as const;

const NEVER_GENERATED = ['transfer-encoding', 'via'];

const MAX_GENERATED_BYTES = 40 * 1024;

/** The function's answer breaks one of CloudFront's rules. CloudFront answers 502. */
export class EdgeValidationError extends Error {
  override readonly name = 'EdgeValidationError';
}

const Headers = v.record(v.string(), v.array(v.object({ key: v.optional(v.string()), value: v.string() })));

const ChangedRequest = v.object({
  clientIp: v.string(),
  headers: Headers,
  method: v.string(),
  querystring: v.string(),
  uri: v.pipe(v.string(), v.startsWith('/')),
});
export type ChangedRequest = v.InferOutput<typeof ChangedRequest>;

const GeneratedResponse = v.object({
  body: v.optional(v.string(), ''),
  bodyEncoding: v.optional(v.picklist(['text', 'base64']), 'text'),
  headers: v.optional(Headers, {}),
  status: v.pipe(v.union([v.string(), v.number()]), v.transform(Number), v.integer(), v.minValue(200), v.maxValue(599)),
  statusDescription: v.optional(v.string()),
});
export type GeneratedResponse = v.InferOutput<typeof GeneratedResponse>;

export type EdgeAnswer =
  | { readonly kind: 'response'; readonly response: GeneratedResponse }
  | { readonly kind: 'request'; readonly request: ChangedRequest };

export function isDisallowed(lowerCaseName: string): boolean {
  return DISALLOWED.has(lowerCaseName) || DISALLOWED_PREFIXES.some((prefix) => lowerCaseName.startsWith(prefix));
}

/**
 * Reads a viewer request function's answer: a response if it has a status, else the changed request.
 * @param sent what it was given.
 * @throws EdgeValidationError
 */
export function readEdgeAnswer(payload: unknown, sent: CloudFrontRequest): EdgeAnswer {
  if (typeof payload === 'object' && payload !== null && 'status' in payload) {
    const response = parse(GeneratedResponse, payload);
    checkGenerated(response);
    return { kind: 'response', response };
  }
  const request = parse(ChangedRequest, payload);
  checkHeaders(request.headers);
  for (const name of READ_ONLY) {
    if (values(request.headers, name) !== values(sent.headers, name)) {
      throw new EdgeValidationError(`the function added, changed or deleted the read-only header ${name}`);
    }
  }
  if (request.method !== sent.method || request.clientIp !== sent.clientIp) {
    throw new EdgeValidationError('the function changed the method or the client’s address');
  }
  return { kind: 'request', request };
}

function checkGenerated({ status, headers, body, bodyEncoding }: GeneratedResponse): void {
  checkHeaders(headers ?? {});
  const readOnly = NEVER_GENERATED.find((name) => headers?.[name] !== undefined);
  if (readOnly !== undefined) throw new EdgeValidationError(`the function answered with the header ${readOnly}`);
  if ((status === 204 || status === 304) && body !== '') {
    throw new EdgeValidationError(`the function answered ${status} with a body`);
  }
  if (Buffer.byteLength(body, bodyEncoding === 'base64' ? 'base64' : 'utf8') > MAX_GENERATED_BYTES) {
    throw new EdgeValidationError('the function answered with more than 40 KB');
  }
}

function checkHeaders(headers: CloudFrontHeaders): void {
  for (const [name, entries] of Object.entries(headers)) {
    if (name !== name.toLowerCase()) throw new EdgeValidationError(`the header ${name} is not in small letters`);
    if (isDisallowed(name))
      throw new EdgeValidationError(`the function added the header ${name}, which is not allowed`);
    for (const { key, value } of entries) {
      if (key !== undefined && key.toLowerCase() !== name) {
        throw new EdgeValidationError(`the header ${name} has an entry with the key ${key}`);
      }
      try {
        validateHeaderName(name);
        validateHeaderValue(name, value);
      } catch {
        throw new EdgeValidationError(`the header ${name} has a name or a value that HTTP doesn’t allow`);
      }
    }
  }
}

function values(headers: CloudFrontHeaders, name: string): string {
  return JSON.stringify((headers[name] ?? []).map(({ value }) => value));
}

function parse<T>(schema: v.GenericSchema<unknown, T>, payload: unknown): T {
  const parsed = v.safeParse(schema, payload);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new EdgeValidationError(
    `the function’s answer is neither a request nor a response: ${v.getDotPath(issue) ?? ''} ${issue.message}`,
  );
}
