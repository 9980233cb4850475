import { errorTexts } from './error-texts.ts';
import { ErrorBody, type ErrorCode, errorStatus, retryAfter } from './errors.ts';
import type { Components } from './openapi-components.ts';
import { jsonSchemaOf } from './openapi-schemas.ts';

/** Where in the logs an error of an example is found. */
const REQUEST_ID = '8b2f6c1e-0d5a-4f0e-9a53-2f1c7b0d9e64';

/** The responses of a route that can fail with these codes, by status. Each is one component, whatever route has it. */
export function errorResponses(codes: readonly ErrorCode[], components: Components): Record<string, object> {
  // Not Map.groupBy: apps on Node 20 load this, too.
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of new Set(codes)) {
    byStatus.set(errorStatus[code], [...(byStatus.get(errorStatus[code]) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, possible]) => [
      status,
      components.put('responses', possible.map(pascalCase).join('Or'), errorResponse(possible, components)),
    ]),
  );
}

function errorResponse(possible: readonly ErrorCode[], components: Components) {
  const body = components.put('schemas', 'ErrorBody', jsonSchemaOf(ErrorBody, 'output'));
  const codes = { type: 'object', properties: { code: { type: 'string', enum: possible } }, required: ['code'] };
  const headers = headersOf(possible, components);
  return {
    description: possible.map((code) => `${errorTexts[code].when} (\`${code}\`)`).join(' '),
    ...(headers && { headers }),
    content: {
      'application/json': {
        schema: { allOf: [body, codes] },
        examples: Object.fromEntries(
          possible.map((code) => [
            code,
            { value: { error: errorTexts[code].example, code, requestId: REQUEST_ID } satisfies ErrorBody },
          ]),
        ),
      },
    },
  };
}

const CHALLENGE = {
  description: 'The credentials that the stage takes, one challenge for each kind.',
  schema: { type: 'string' },
};
const ALLOW = { description: 'The methods that the route takes.', schema: { type: 'string' }, example: 'GET, HEAD' };
const RETRY_AFTER = {
  description: 'After how many seconds to ask again.',
  schema: { type: 'integer', minimum: 1 },
  example: 1,
};

function headersOf(possible: readonly ErrorCode[], components: Components): object | undefined {
  if (possible.includes('unauthorized')) {
    return { 'WWW-Authenticate': components.put('headers', 'Challenge', CHALLENGE) };
  }
  if (possible.includes('method_not_allowed')) return { Allow: components.put('headers', 'Allow', ALLOW) };
  if (possible.every((code) => Object.keys(retryAfter(code)).length === 0)) return undefined;
  return { 'Retry-After': components.put('headers', 'RetryAfter', RETRY_AFTER) };
}

/** `not_found` → `NotFound`. */
function pascalCase(code: string): string {
  return code.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
