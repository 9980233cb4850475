import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { RIGHTS_FILE, Rights } from './rights.ts';

/** The rights that the stage put beside the function's bundle. @throws Error when there are none: it must not start. */
export function readRights(): Rights {
  return v.parse(Rights, JSON.parse(readFileSync(new URL(RIGHTS_FILE, import.meta.url), 'utf8')));
}
