import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openApiDocument } from '../api/openapi.ts';
import { audiences } from '../api/route.ts';
import { routes } from '../lambda/contract.ts';
import { reference } from './openapi/reference.ts';

const projectDir = dirname(import.meta.dirname);
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
