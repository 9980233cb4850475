import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../lib/root.ts';

describe('the threat model', () => {
  it('names tests that are there', () => {
    const docs = join(projectRoot, 'docs');
    const text = readFileSync(join(docs, 'threat-model.md'), 'utf8');
    const tests = [...text.matchAll(/\]\((\.\.\/test\/[^)]+)\)/g)].map(([, path = '']) => path);
    expect(tests.length).toBeGreaterThan(30);
    expect(tests.filter((path) => !existsSync(join(docs, path)))).toEqual([]);
  });
});
