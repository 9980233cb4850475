import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { betweenMarks } from '../../docs/build/between-marks.ts';
import { providers } from '../../lambda/providers.ts';
import { projectRoot } from '../../lib/root.ts';
import { ownDiffWorkflow } from '../init/workflow.ts';
import { commandLinePage } from './command-line.ts';
import { envExample } from './env-example.ts';
import { reference } from './reference.ts';
import { configurationTables, overviewTables, providerTables, readmeOf } from './tables.ts';

/**
 * The files that are generated, in full or between marks, from the contract, the schemas and the providers' descriptors:
 * path in the project → the text that the file must have.
 *
 * @throws Error that names a document without a mark, or a field without a description.
 */
export async function writtenFiles(): Promise<Record<string, string>> {
  return {
    'docs/reference.md': reference(),
    'docs/command-line.md': await commandLinePage(),
    '.env.example': envExample(),
    '.github/workflows/diff.yml': ownDiffWorkflow(),
    'README.md': withTables('README.md', overviewTables()),
    'docs/configuration.md': withTables('docs/configuration.md', configurationTables()),
    ...Object.fromEntries(
      providers.map((provider) => {
        const readme = readmeOf(provider.id);
        return [readme, withTables(readme, providerTables(provider))];
      }),
    ),
  };
}

function withTables(document: string, tables: Readonly<Record<string, string>>): string {
  return Object.entries(tables).reduce(
    (text, [mark, table]) => {
      try {
        return betweenMarks(text, table, `npm run docs: ${mark}`);
      } catch (error) {
        throw new Error(`${document}: ${error instanceof Error ? error.message : error}`);
      }
    },
    readFileSync(join(projectRoot, document), 'utf8'),
  );
}
