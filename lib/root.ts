import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. It doesn't depend on the working directory. */
export const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));
