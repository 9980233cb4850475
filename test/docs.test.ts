import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorStatus } from '../api/errors.ts';
import { StageConfig } from '../lib/config/stage.ts';
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

/** The cells of all rows of a document's tables. */
function cellsOf(document: string): string[][] {
  const text = readFileSync(join(docs, document), 'utf8');
  return [...text.matchAll(/^\|(.*)\|$/gm)].map(([, row = '']) => row.split('|').map((cell) => cell.trim()));
}

/** The names of all fields in a schema, however deep they are. */
function fieldsIn(schema: object): string[] {
  // What a schema of valibot may hold others in; a pipe begins with what it is made of.
  const { entries = {}, wrapped, item, value, options, pipe } = schema as Readonly<Record<string, object | undefined>>;
  const held = [...Object.values(entries), ...[wrapped, item, value, options, pipe].flat()];
  const inside = held.filter((each) => typeof each === 'object' && each !== null && each !== schema && 'type' in each);
  return [...Object.keys(entries), ...inside.flatMap(fieldsIn)];
}

it('docs/configuration.md tells every field', () => {
  const told = cellsOf('configuration.md').map(([name = '']) => name);
  const fields = [...new Set(fieldsIn(StageConfig))];
  expect(fields).toEqual(expect.arrayContaining(['region', 'keyPrefix', 'channels', 'quota', 'bindIpsOnUsage']));
  expect(fields.filter((field) => !told.some((name) => new RegExp(`\\b${field}\\b`).test(name)))).toEqual([]);
});

it('docs/http-api.md tells every error code, with its status', () => {
  const told = cellsOf('http-api.md').filter(
    ([status = '', code = '']) => /^\d+$/.test(status) && code.startsWith('`'),
  );
  const codes = Object.entries(errorStatus).map(([code, status]) => [String(status), `\`${code}\``]);
  expect(told.map(([status, code]) => [status, code]).sort()).toEqual(codes.sort());
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
