/* Imported before the CDK, which takes its time to load: the bundler is ready by then. */
import { startBundler } from './bundle.ts';

startBundler();
