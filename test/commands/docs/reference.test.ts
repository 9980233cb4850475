import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, it } from 'vitest';
import { openApiDocument } from '../../../api/openapi.ts';
import { audiences } from '../../../api/route.ts';
import { reference } from '../../../commands/docs/reference.ts';
import { routes } from '../../../lambda/contract.ts';
import { projectRoot } from '../../../lib/root.ts';

it.each(audiences)('the OpenAPI document for %s callers is one by the standard’s own schema', async (audience) => {
  const document = JSON.parse(JSON.stringify(openApiDocument(routes, { audience })));
  expect(await new Validator().validate(document)).toEqual({ valid: true });
  const broken = { ...document, paths: { 'no-slash': { get: { responses: 7 } } } };
  expect((await new Validator().validate(broken)).valid).toBe(false);
});

it('docs/reference.md is what `npm run docs` writes', () => {
  expect(readFileSync(join(projectRoot, 'docs', 'reference.md'), 'utf8')).toBe(reference());
});

it('names every route', () => {
  for (const { method, path } of routes) expect(reference()).toContain(`### \`${method} ${path}\`\n`);
});
