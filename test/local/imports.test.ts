import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '../../lib/root.ts';

const local = join(projectRoot, 'local');

/** The files that each file of `local/` imports, by their paths within the project; types are no exception. */
const imports = new Map(
  readdirSync(local, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name): [string, string[]] => {
      const file = join(local, name);
      const found = readFileSync(file, 'utf8').matchAll(/^(?:import|export)\b[^;']*'(\.[^']+)'/gm);
      return [
        relative(projectRoot, file),
        [...found].map(([, path = '']) => relative(projectRoot, resolve(dirname(file), path))),
      ];
    }),
);

it('knows nothing of the project that it runs', () => {
  const outside = [...imports].flatMap(([file, others]) =>
    others.filter((other) => !imports.has(other)).map((other) => `${file} imports ${other}`),
  );
  expect(outside).toEqual([]);
  expect([...imports.values()].flat().length).toBeGreaterThan(100);
  for (const file of imports.keys()) expect(readFileSync(join(projectRoot, file), 'utf8')).not.toMatch(/stagepass/i);
});

it('has no circle of imports', () => {
  const done = new Set<string>();
  const circleFrom = (file: string, way: readonly string[]): readonly string[] | undefined => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const other of imports.get(file) ?? []) {
      const circle = circleFrom(other, [...way, file]);
      if (circle !== undefined) return circle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of imports.keys()) expect(circleFrom(file, [])).toBeUndefined();
});
