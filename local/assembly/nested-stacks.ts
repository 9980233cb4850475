import { NESTED_STACK } from './resource-types.ts';
import type { Template } from './template.ts';

/**
 * The files of the templates of nested stacks, by the stacks' logical ids. A `TemplateURL` ends with the object key of
 * an asset; what is before it names a bucket, which nothing here needs.
 *
 * @param assets by their object keys.
 */
export function nestedTemplates(template: Template, assets: ReadonlyMap<string, string>): Record<string, string> {
  const found = Object.entries(template.Resources).flatMap(([logicalId, { Type, Properties }]) => {
    const url = Type === NESTED_STACK && JSON.stringify(Properties.TemplateURL);
    const [objectKey = ''] = url ? (/[\w.-]+\.json(?="?\W*$)/.exec(url) ?? []) : [];
    const path = assets.get(objectKey);
    return path === undefined ? [] : [[logicalId, path] as const];
  });
  return Object.fromEntries(found);
}
