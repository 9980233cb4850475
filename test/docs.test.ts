import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorStatus } from '../api/errors.ts';
import { providers } from '../lambda/providers.ts';
import { StageConfig } from '../lib/config/stage.ts';
import { projectRoot } from '../lib/root.ts';
import { apiStackName, edgeStackName } from '../lib/stack-names.ts';
import { cdkCommands } from './support/cdk-commands.ts';

const docs = join(projectRoot, 'docs');

const pages = readdirSync(docs).filter((name) => name.endsWith('.md'));
const providerPages = providers.map(({ id }) => `lambda/${id}/README.md`);
const examplePages = readdirSync(join(projectRoot, 'examples'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('README.md'))
  .map((path) => `examples/${path}`);

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
  const text = readFileSync(join(projectRoot, document), 'utf8');
  return [...text.matchAll(/^\|(.*)\|$/gm)].map(([, row = '']) => row.split('|').map((cell) => cell.trim()));
}

/** The names of all fields in a schema, however deep they are. */
function fieldsIn(schema: object): string[] {
  // What a schema of valibot may hold others in; a pipe begins with what it is made of.
  const { entries = {}, wrapped, item, value, options, pipe } = schema as Readonly<Record<string, object | undefined>>;
  // A provider's part depends on its input: without projects it is the provider's own options.
  const { getter } = schema as { readonly getter?: (input: unknown) => object };
  const held = [...Object.values(entries), ...[wrapped, item, value, options, pipe, getter?.({})].flat()];
  const inside = held.filter((each) => typeof each === 'object' && each !== null && each !== schema && 'type' in each);
  return [...Object.keys(entries), ...inside.flatMap(fieldsIn)];
}

it('docs/configuration.md and the providers’ pages tell every field', () => {
  const told = ['docs/configuration.md', ...providerPages].flatMap(cellsOf).map(([name = '']) => name);
  const fields = [...new Set(fieldsIn(StageConfig))];
  expect(fields).toEqual(expect.arrayContaining(['region', 'keyPrefix', 'channels', 'quota', 'bindIpsOnUsage']));
  expect(fields.filter((field) => !told.some((name) => new RegExp(`\\b${field}\\b`).test(name)))).toEqual([]);
});

it('docs/http-api.md tells every error code, with its status', () => {
  const told = cellsOf('docs/http-api.md').filter(
    ([status = '', code = '']) => /^\d+$/.test(status) && code.startsWith('`'),
  );
  const codes = Object.entries(errorStatus).map(([code, status]) => [String(status), `\`${code}\``]);
  expect(told.map(([status, code]) => [status, code]).sort()).toEqual(codes.sort());
});

describe('the links', () => {
  const code = /```[\s\S]*?```|`[^`\n]*`/g;

  function textOf(document: string): string {
    return readFileSync(join(projectRoot, document), 'utf8').replaceAll(code, (text) => text.replaceAll(/[^\n]/g, ' '));
  }

  /** The anchors that GitHub gives a document's headings. */
  function anchorsOf(document: string): string[] {
    const lines = readFileSync(join(projectRoot, document), 'utf8').matchAll(/^#+ (.*)$/gm);
    return [...lines].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    );
  }

  function isBroken(document: string, link: string): boolean {
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? document : normalize(join(dirname(document), path));
    if (!existsSync(join(projectRoot, target))) return true;
    return anchor !== undefined && !anchorsOf(target).includes(anchor);
  }

  it.each(['README.md', ...pages.map((name) => `docs/${name}`), ...providerPages, ...examplePages])(
    'of %s lead somewhere',
    (document) => {
      const links = [...textOf(document).matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)].map(
        ([, inline, source]) => inline ?? source ?? '',
      );
      const own = links.filter((link) => !/^[a-z]+:/.test(link));
      expect(own.filter((link) => isBroken(document, link))).toEqual([]);
    },
  );

  it('are found broken where there is no such file or heading', () => {
    expect(isBroken('docs/http-api.md', 'configuration.md#rights')).toBe(false);
    expect(isBroken('docs/http-api.md', 'configuration.md#wrongs')).toBe(true);
    expect(isBroken('docs/http-api.md', '../lambda/nobody/README.md')).toBe(true);
  });
});

// README's `npx cdk synth`, which needs no account, is what makes the assembly for all tests (test/support/assembly.ts).
describe('the cdk commands in the docs', () => {
  const documents = [join(projectRoot, 'README.md'), ...pages.map((name) => join(docs, name))];
  const written = documents.flatMap((document) => cdkCommands(document, 'live'));
  // What belongs to the bootstrap stack is no stage's. A pipeline's script has the stage in a variable.
  const commands = written.filter(([command, ...words]) => command !== 'gc' && !words.join().includes('$stage'));

  it('say which stage', () => {
    expect(commands.length).toBeGreaterThan(15);
    for (const command of commands) expect(command.join(' ')).toMatch(/ -c stage=live$/);
  });

  it('name stacks that are there', () => {
    const stacks = commands.flatMap((command) => command.filter((word) => word.startsWith('Stagepass-')));
    expect(new Set(stacks)).toEqual(
      new Set([apiStackName('live'), apiStackName('live', 'REGION'), edgeStackName('live')]),
    );
  });

  it.each(written.map((words) => words.join(' ')))('have options that the CDK knows: %s', (text) => {
    const [command = '', ...words] = text.split(' ');
    const known = { ...cdk.globalOptions, ...cdk.commands[command]?.options };
    const options = words.filter((word) => word.startsWith('--')).map((word) => word.replace(/^--|=.*$/g, ''));
    expect(Object.keys(known)).toEqual(expect.arrayContaining(options));
  });
});
