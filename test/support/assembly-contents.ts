import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every asset and template of an assembly by name; an asset's name is its hash. */
export function contentsOf(dir: string): Record<string, string> {
  const names = readdirSync(dir);
  const assets = names.filter((name) => name.startsWith('asset.') && !name.endsWith('.zip'));
  const templates = names.filter((name) => name.endsWith('.template.json'));
  return Object.fromEntries([
    ...assets.map((name) => [name, readdirSync(join(dir, name)).join()]),
    ...templates.map((name) => [name, readFileSync(join(dir, name), 'utf8')]),
  ]);
}
