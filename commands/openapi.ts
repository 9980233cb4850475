import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApiDocument } from '../api/openapi.ts';
import { audiences } from '../api/route.ts';
import { routes } from '../lambda/contract.ts';

/** Writes a document for each audience. @returns the files. */
export function writeOpenApi(projectDir: string): string[] {
  const openApiDir = join(projectDir, 'dist', 'openapi');
  mkdirSync(openApiDir, { recursive: true });
  return audiences.map((audience) => {
    const file = join(openApiDir, `${audience}.json`);
    writeFileSync(file, `${JSON.stringify(openApiDocument(routes, { audience }), null, 2)}\n`);
    return file;
  });
}
