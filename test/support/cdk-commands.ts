import { readFileSync } from 'node:fs';

/**
 * The arguments of every `npx cdk` that a document tells operators to type.
 *
 * @param stage in the place of STAGE, and of prod where a document has an example.
 */
export function cdkCommands(document: string, stage: string): string[][] {
  const text = readFileSync(document, 'utf8');
  return [...text.matchAll(/npx cdk ([^#`\n]*)/g)].map(([, words = '']) =>
    words
      .trim()
      .replaceAll(/\bSTAGE\b|(?<=stage=)prod$/g, stage)
      .split(/\s+/),
  );
}
