import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../lib/root.ts';

const START = '<!-- measured -->';
const END = '<!-- /measured -->';

/** A document whose part between the marks is what a command printed: the rest of it is written by hand. */
export function betweenMarks(document: string, measured: string): string {
  const [start, end] = [document.indexOf(START), document.indexOf(END)];
  if (start === -1 || end < start) throw new Error(`the document has no ${START} … ${END}`);
  return `${document.slice(0, start + START.length)}\n\n${measured.trim()}\n\n${document.slice(end)}`;
}

/** @param document its path in the project, such as `docs/cost.md`. */
export function writeMeasured(document: string, measured: string): void {
  const file = join(projectRoot, document);
  writeFileSync(file, betweenMarks(readFileSync(file, 'utf8'), measured));
}
