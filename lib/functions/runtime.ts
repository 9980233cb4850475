import { Runtime } from 'aws-cdk-lib/aws-lambda';

/** A version of Node.js, by Lambda's name and by esbuild's. */
export interface NodeRuntime {
  readonly lambda: Runtime;
  readonly bundleTarget: string;
}

/** For the regional functions. If a region doesn't have it yet, set an older one here. */
export const regionalRuntime: NodeRuntime = { lambda: Runtime.NODEJS_24_X, bundleTarget: 'node24' };

/**
 * For the guard. Lambda@Edge may get a new Node.js later than Lambda. If CloudFront refuses the guard's runtime
 * ("InvalidLambdaFunctionAssociation"), set NODEJS_22_X and 'node22' here, and only here.
 */
export const edgeRuntime: NodeRuntime = { lambda: Runtime.NODEJS_24_X, bundleTarget: 'node24' };
