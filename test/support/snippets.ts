import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../lib/root.ts';

/** The TypeScript that a document shows, block by block. */
export function snippetsOf(document: string, language: 'ts' | 'tsx' = 'ts'): string[] {
  const text = readFileSync(join(projectRoot, document), 'utf8');
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, code = '']) => code);
}
