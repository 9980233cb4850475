import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';

/** In bytes. */
export interface BundleSize {
  readonly raw: number;
  /** Its files deflated, as in the uploaded archive, without the archive's own ~100 bytes for each file. */
  readonly zipped: number;
}

export function bundleSize(folder: string): BundleSize {
  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
  return {
    raw: files.reduce((sum, { length }) => sum + length, 0),
    zipped: files.reduce((sum, file) => sum + deflateRawSync(file, { level: 9 }).length, 0),
  };
}
