import type { Terms } from '../../../api/terms.ts';
import { bundledFile } from '../settings/bundled-file.ts';
import { onlyIn, RIGHTS_FILE, type Rights, rightsSchema } from './rights.ts';

/**
 * Reads the rights from the file that the stage put beside the function's bundle.
 *
 * @throws Error when there is no such file, or it has another provider's rights: the function must not start.
 */
export function readRights<const T extends Terms>(terms: T): Rights<T> {
  return bundledFile(RIGHTS_FILE, rightsSchema(onlyIn(terms))) as Rights<T>;
}
