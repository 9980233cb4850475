import { Runtime } from 'aws-cdk-lib/aws-lambda';

/** What every function runs on, the guard too. Should a region not have it yet, this is the one place to go back. */
export const runtime = Runtime.NODEJS_24_X;

/** The same, as the bundler calls it. */
export const bundleTarget = 'node24';
