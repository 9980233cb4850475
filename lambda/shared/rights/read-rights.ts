import { bundledFile } from '../settings/bundled-file.ts';
import { RIGHTS_FILE, Rights } from './rights.ts';

/** The rights that the stage put beside the function's bundle. @throws Error when there are none: it must not start. */
export function readRights(): Rights {
  return bundledFile(RIGHTS_FILE, Rights);
}
