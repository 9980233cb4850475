import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApiDocument } from '../api/openapi.ts';
import { audiences } from '../api/route.ts';
import { routes } from '../lambda/contract.ts';
import { tagsFor } from '../lambda/openapi/tags.ts';
import { UsageError } from './errors.ts';

/**
 * Writes a document for each audience.
 *
 * @param url of the stage, for tools that read the files: a document that is asked for at the stage itself needs none.
 * @returns the files.
 */
export function writeOpenApi(projectDir: string, url?: string): string[] {
  const openApiDir = join(projectDir, 'dist', 'openapi');
  const server = url === undefined ? undefined : serverUrl(url);
  mkdirSync(openApiDir, { recursive: true });
  return audiences.map((audience) => {
    const file = join(openApiDir, `${audience}.json`);
    const document = openApiDocument(routes, { audience, tags: tagsFor(audience), url: server });
    writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`);
    return file;
  });
}

/** As OpenAPI has it: paths are put behind it, and begin with a slash. */
function serverUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    throw new UsageError(
      `--url must be the stage’s URL, such as https://tokens.example.com; got ${JSON.stringify(text)}`,
    );
  }
  return url.href.replace(/\/$/, '');
}
