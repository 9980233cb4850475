import type { APIGatewayProxyEvent } from 'aws-lambda';
import { MAX_BODY_BYTES } from '../../../api/body.ts';
import { ApiError } from '../../../api/errors.ts';
import { header } from './header.ts';

/**
 * The JSON object in the request's body. The content type must be JSON. A form on another site's page can send any
 * body, with the credentials that the browser stored, but it can't use this content type without a preflight.
 *
 * @throws ApiError `unsupported_media_type`, `payload_too_large`, or `invalid_request`.
 */
export function jsonBody(event: APIGatewayProxyEvent): object {
  if (!/^application\/json\s*(?:;|$)/i.test(header(event, 'content-type') ?? '')) {
    throw new ApiError('unsupported_media_type', 'send the body as application/json');
  }
  const sent = event.body ?? '';
  if (Buffer.byteLength(sent) > MAX_BODY_BYTES) {
    throw new ApiError('payload_too_large', `the body is larger than ${MAX_BODY_BYTES} bytes`);
  }
  const body = parseJson(sent);
  // For valibot an array is an object too, and an empty one would pass a schema without required fields.
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ApiError('invalid_request', 'the body must be a JSON object');
  }
  return body;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError('invalid_request', 'the body is not JSON');
  }
}
