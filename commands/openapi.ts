import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApiDocument } from '../api/openapi.ts';
import { audiences } from '../api/route.ts';
import { routes } from '../lambda/contract.ts';
import { projectRoot } from '../lib/root.ts';

const openApiDir = join(projectRoot, 'dist', 'openapi');

mkdirSync(openApiDir, { recursive: true });
for (const audience of audiences) {
  const file = join(openApiDir, `${audience}.json`);
  writeFileSync(file, `${JSON.stringify(openApiDocument(routes, { audience }), null, 2)}\n`);
  process.stdout.write(`wrote ${file}\n`);
}
