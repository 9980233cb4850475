import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openApiDocument } from '../openapi.ts';
import { audiences } from '../route.ts';
import { routes } from '../routes.ts';
import { reference } from './reference.ts';

const projectDir = dirname(dirname(import.meta.dirname));
const openApiDir = join(projectDir, 'dist', 'openapi');

mkdirSync(openApiDir, { recursive: true });
for (const audience of audiences) {
  write(join(openApiDir, `${audience}.json`), `${JSON.stringify(openApiDocument(routes, { audience }), null, 2)}\n`);
}
write(join(projectDir, 'docs', 'reference.md'), reference());

function write(file: string, text: string): void {
  writeFileSync(file, text);
  process.stdout.write(`wrote ${file}\n`);
}
