import type { CloudFrontRequest, CloudFrontRequestEvent } from 'aws-lambda';
import type { InvocationResult } from '../lambda/protocol.ts';
import type { Distribution } from './distribution.ts';
import { type EdgeAnswer, isDisallowed, readEdgeAnswer } from './edge-restrictions.ts';
import { type HeaderField, toCloudFrontHeaders } from './headers.ts';

/** A request as the viewer sent it. */
export interface ViewerRequest {
  /** CloudFront's id of the request, which is also the `X-Amz-Cf-Id`. */
  readonly id: string;
  readonly clientIp: string;
  readonly clientPort: number;
  readonly method: string;
  /** As it was sent, without the query. */
  readonly uri: string;
  /** Without its question mark. */
  readonly querystring: string;
  readonly fields: readonly HeaderField[];
}

/** The function failed or gave no answer. CloudFront answers 503. */
export class EdgeExecutionError extends Error {
  override readonly name = 'EdgeExecutionError';
}

/** The request in the form of an edge function's event. */
export function cloudFrontRequest(viewer: ViewerRequest): CloudFrontRequest {
  return {
    clientIp: viewer.clientIp,
    headers: toCloudFrontHeaders(viewer.fields.filter(([name]) => !isDisallowed(name.toLowerCase()))),
    method: viewer.method,
    querystring: viewer.querystring,
    uri: viewer.uri,
  };
}

/**
 * Invokes a viewer request function.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html
 *
 * @throws EdgeExecutionError, EdgeValidationError
 */
export async function askViewerRequestFunction(
  invoke: (event: CloudFrontRequestEvent) => Promise<InvocationResult>,
  distribution: Distribution,
  viewer: ViewerRequest,
): Promise<EdgeAnswer> {
  const request = cloudFrontRequest(viewer);
  const config = {
    distributionDomainName: distribution.domainName,
    distributionId: distribution.id,
    eventType: 'viewer-request',
    requestId: viewer.id,
  } as const;
  const result = await invoke({ Records: [{ cf: { config, request } }] });
  if (!result.ok) throw new EdgeExecutionError(result.error.errorType);
  return readEdgeAnswer(result.payload, request);
}
