import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { PROJECTS_FILE } from '../lambda/shared/projects/projects-file.ts';

/** In bytes. */
export interface BundleSize {
  readonly raw: number;
  /** Its files deflated, as in the uploaded archive, without the archive's own ~100 bytes for each file. */
  readonly zipped: number;
}

/** Without the projects' options: those of a stage without projects aren't in the folder either. */
export function bundleSize(folder: string): BundleSize {
  const names = readdirSync(folder).filter((name) => name !== PROJECTS_FILE);
  const files = names.map((name) => readFileSync(join(folder, name)));
  return {
    raw: files.reduce((sum, { length }) => sum + length, 0),
    zipped: files.reduce((sum, file) => sum + deflateRawSync(file, { level: 9 }).length, 0),
  };
}
