import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder, wherever it was cloned to and from wherever it is run. */
export const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));
