import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../lib/root.ts';
import { writtenFiles } from './docs/written.ts';

for (const [path, text] of Object.entries(await writtenFiles())) {
  writeFileSync(join(projectRoot, path), text);
  process.stdout.write(`wrote ${path}\n`);
}
