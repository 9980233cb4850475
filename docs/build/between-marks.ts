import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../lib/root.ts';

/** A document whose part between the marks is what a command wrote: the rest of it is written by hand. */
export function betweenMarks(document: string, written: string, mark = 'measured'): string {
  const [before, after] = [`<!-- ${mark} -->`, `<!-- /${mark} -->`];
  const [start, end] = [document.indexOf(before), document.indexOf(after)];
  if (start === -1 || end < start) throw new Error(`the document has no ${before} … ${after}`);
  return `${document.slice(0, start + before.length)}\n\n${written.trim()}\n\n${document.slice(end)}`;
}

/** @param document its path in the project, such as `docs/cost.md`. */
export function writeMeasured(document: string, measured: string): void {
  const file = join(projectRoot, document);
  writeFileSync(file, betweenMarks(readFileSync(file, 'utf8'), measured));
}
