import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../lib/root.ts';
import { apiStackName, edgeStackName } from '../lib/stack-names.ts';
import { cdkCommands } from './support/cdk-commands.ts';

const docs = join(projectRoot, 'docs');

/** The CDK's own list of its commands and options. */
const cdk: {
  readonly globalOptions: object;
  readonly commands: Readonly<Record<string, { readonly options?: object }>>;
} = JSON.parse(readFileSync(join(projectRoot, 'node_modules/aws-cdk/lib/cli/cli-type-registry.json'), 'utf8'));

describe('the threat model', () => {
  it('names tests that are there', () => {
    const text = readFileSync(join(docs, 'threat-model.md'), 'utf8');
    const tests = [...text.matchAll(/\]\((\.\.\/test\/[^)]+)\)/g)].map(([, path = '']) => path);
    expect(tests.length).toBeGreaterThan(30);
    expect(tests.filter((path) => !existsSync(join(docs, path)))).toEqual([]);
  });
});

// README's `npx cdk synth`, which needs no account, is what makes the assembly for all tests (test/support/assembly.ts).
describe('the cdk commands in the docs', () => {
  const pages = readdirSync(docs).filter((name) => name.endsWith('.md'));
  const documents = [join(projectRoot, 'README.md'), ...pages.map((name) => join(docs, name))];
  const written = documents.flatMap((document) => cdkCommands(document, 'live'));
  // What belongs to the bootstrap stack is no stage's.
  const commands = written.filter(([command]) => command !== 'gc');

  it('say which stage', () => {
    expect(commands.length).toBeGreaterThan(15);
    for (const command of commands) expect(command.join(' ')).toMatch(/ -c stage=live$/);
  });

  it('name stacks that are there', () => {
    const stacks = commands.flatMap((command) => command.filter((word) => word.startsWith('Stagepass-')));
    expect(new Set(stacks)).toEqual(new Set([apiStackName('live'), edgeStackName('live')]));
  });

  it.each(written.map((words) => words.join(' ')))('have options that the CDK knows: %s', (text) => {
    const [command = '', ...words] = text.split(' ');
    const known = { ...cdk.globalOptions, ...cdk.commands[command]?.options };
    const options = words.filter((word) => word.startsWith('--')).map((word) => word.replace(/^--|=.*$/g, ''));
    expect(Object.keys(known)).toEqual(expect.arrayContaining(options));
  });
});
