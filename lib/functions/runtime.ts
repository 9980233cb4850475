import { Runtime } from 'aws-cdk-lib/aws-lambda';

/** A Node.js: as Lambda calls it, and as the bundler does. */
export interface NodeRuntime {
  readonly lambda: Runtime;
  readonly bundleTarget: string;
}

/** What the regional functions run on. Should a region not have it yet, this is the one place to go back. */
export const regionalRuntime: NodeRuntime = { lambda: Runtime.NODEJS_24_X, bundleTarget: 'node24' };

/**
 * What the guard runs on. Lambda@Edge may learn of a Node.js later than Lambda does: should CloudFront refuse the guard
 * for its runtime ("InvalidLambdaFunctionAssociation"), go back here alone, to NODEJS_22_X and 'node22'.
 */
export const edgeRuntime: NodeRuntime = { lambda: Runtime.NODEJS_24_X, bundleTarget: 'node24' };
