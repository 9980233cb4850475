import { validateHeaderName, validateHeaderValue } from 'node:http';
import * as v from 'valibot';
import { GatewayError } from './gateway-error.ts';
import type { ApiResponse } from './response.ts';

const HeaderValue = v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String));

/** The only fields a function may answer with: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html */
const ProxyResponse = v.strictObject({
  statusCode: v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599)),
  headers: v.nullish(v.record(v.string(), HeaderValue)),
  multiValueHeaders: v.nullish(v.record(v.string(), v.array(HeaderValue))),
  body: v.nullish(v.string()),
  isBase64Encoded: v.nullish(v.boolean()),
});

/** Response headers that API Gateway sets itself. If a function sets one, it is sent as `x-amzn-Remapped-…`. */
const REMAPPED = new Set([
  'authorization',
  'connection',
  'content-length',
  'content-md5',
  'date',
  'expect',
  'host',
  'max-forwards',
  'proxy-authenticate',
  'server',
  'te',
  'trailer',
  'upgrade',
  'user-agent',
  'via',
  'warn',
  'www-authenticate',
]);

/** A function's answer as HTTP. @throws GatewayError (502) when it doesn't have the shape that API Gateway needs. */
export function proxyResponse(payload: unknown): ApiResponse {
  const parsed = v.safeParse(ProxyResponse, payload);
  if (!parsed.success) throw new GatewayError('DEFAULT_5XX');
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = parsed.output;
  // Both may be given. If both have the same header, the multi-value one is used.
  const multiple = new Set(Object.keys(multiValueHeaders ?? {}).map((name) => name.toLowerCase()));
  const given: [string, string][] = [
    ...Object.entries(headers ?? {}).filter(([name]) => !multiple.has(name.toLowerCase())),
    ...Object.entries(multiValueHeaders ?? {}).flatMap(([name, values]) =>
      values.map((value): [string, string] => [name, value]),
    ),
  ];
  for (const [name, value] of given) checkHeader(name, value);
  const remapped = given.map(([name, value]): [string, string] => [
    REMAPPED.has(name.toLowerCase()) ? `x-amzn-Remapped-${name}` : name,
    value,
  ]);
  const hasType = given.some(([name]) => name.toLowerCase() === 'content-type');
  return {
    status: statusCode,
    headers: hasType ? remapped : [['Content-Type', 'application/json'], ...remapped],
    body: Buffer.from(body ?? '', isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}

function checkHeader(name: string, value: string): void {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch {
    throw new GatewayError('DEFAULT_5XX');
  }
}
