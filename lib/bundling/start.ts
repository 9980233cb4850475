/* Imported before the CDK: while that loads, the bundler gets ready. */
import { startBundler } from './bundle.ts';

startBundler();
