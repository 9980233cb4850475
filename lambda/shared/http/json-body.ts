import type { APIGatewayProxyEvent } from 'aws-lambda';
import { MAX_BODY_BYTES } from '../../../api/body.ts';
import { ApiError } from '../../../api/errors.ts';
import { header } from './header.ts';

/**
 * The JSON object that a request carries. Only what says that it is JSON is read: a form on a foreign page can send a
 * body of its own making with the browser's stored credentials, but not under this content type without a preflight.
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
  // An array is an object, too, and an empty one has no field to complain of.
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
