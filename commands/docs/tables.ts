import { PROJECTS_RIGHT } from '../../api/project-parameter.ts';
import { audiences, vendsByGet } from '../../api/route.ts';
import { providers } from '../../lambda/providers.ts';
import type { ProviderDescriptor } from '../../lambda/shared/providers/provider.ts';
import { routeName } from '../../lambda/shared/rights/rights.ts';
import { StageConfig } from '../../lib/config/stage.ts';
import { keysOf } from '../provider-keys.ts';
import { type Field, fieldsOf } from './fields.ts';
import { table } from './table.ts';

const PROVIDERS = ['providers'];
const RIGHTS = ['callers', 'NAME', 'rights'];
const LIMIT = ['callers', 'NAME', 'limit'];

const fields = fieldsOf(StageConfig);
const ids: readonly string[] = providers.map(({ id }) => id);

function isBelow(section: readonly string[], { path }: Field): boolean {
  return path.length > section.length && section.every((name, at) => path[at] === name);
}

/** The fields in a section of the configuration, with paths relative to it. */
function below(section: readonly string[]): Field[] {
  return fields
    .filter((field) => isBelow(section, field))
    .map((field) => ({ ...field, path: field.path.slice(section.length) }));
}

function fieldTable(of: readonly Field[]): string {
  return table(
    ['field', 'value', 'default', 'what it does'],
    of.map(({ path, takes, byDefault, description }) => [code(path.join('.')), takes, shown(byDefault), description]),
  );
}

function rightTable(of: readonly Field[]): string {
  return table(
    ['right', 'value', 'what it allows'],
    of.map(({ path, takes, description }) => [code(path.join('.')), takes, description]),
  );
}

function shown(byDefault: Field['byDefault']): string {
  if (byDefault === undefined) return '*required*';
  return byDefault === null ? 'none' : code(byDefault);
}

/** The tables of docs/configuration.md, by their marks. */
export function configurationTables(): Record<string, string> {
  return {
    fields: fieldTable(fields.filter((field) => ![PROVIDERS, RIGHTS, LIMIT].some((apart) => isBelow(apart, field)))),
    providers: table(
      ['field', 'its options, keys and rights'],
      providers.map(({ id, title }) => [code(`providers.${id}`), `[${title}](../${readmeOf(id)})`]),
    ),
    rights: rightTable([...below(RIGHTS).filter(({ path: [name = ''] }) => !ids.includes(name)), projectsRight()]),
    limits: fieldTable(below(LIMIT)),
  };
}

/** The right that every provider has. */
function projectsRight(): Field {
  const found = below([...RIGHTS, ids[0] ?? '']).find(({ path: [name] }) => name === PROJECTS_RIGHT);
  if (found === undefined) throw new Error(`providers have no right ${PROJECTS_RIGHT}`);
  return { ...found, path: ['PROVIDER', ...found.path] };
}

/** The tables of a provider's own README. */
export function providerTables(provider: ProviderDescriptor): Record<string, string> {
  const { id, routes } = provider;
  const rights = below([...RIGHTS, id]).filter(({ path: [name] }) => name !== PROJECTS_RIGHT);
  return {
    routes: [
      table(
        ['route', 'caller', 'method of the client', 'what it does'],
        routes.map((route) => [code(routeName(route)), route.audience, code(route.name), route.summary]),
      ),
      ...examples(routes.filter(vendsByGet)),
    ].join('\n\n'),
    keys: table(
      ['field', 'in `.env`', 'what it is', 'where it is found'],
      Object.entries(keysOf(provider).keys).map(([field, { variable, description, found }]) => [
        code(field),
        code(variable),
        description,
        found,
      ]),
    ),
    configuration: fieldTable(below([...PROVIDERS, id])),
    ...(rights.length > 0 && { rights: rightTable(rights) }),
  };
}

function examples(routes: ProviderDescriptor['routes']): string[] {
  if (routes.length === 0) return [];
  const lines = routes.map(({ audience, example }) => `curl -u ${audience}:PASSWORD 'URL${example}'`);
  return [['```sh', ...lines, '```'].join('\n')];
}

/** The table of README.md. */
export function overviewTables(): Record<string, string> {
  const rows = providers.flatMap(({ id, title, routes }) =>
    audiences.flatMap((audience) => {
      const paths = inShort(routes.filter((route) => route.audience === audience).map(({ path }) => path));
      return paths.length === 0 ? [] : [[`[${title}](${readmeOf(id)})`, audience, paths.map(code).join(', ')]];
    }),
  );
  return { providers: table(['provider', 'caller', 'routes'], rows) };
}

export function readmeOf(id: string): string {
  return `lambda/${id}/README.md`;
}

/** Shortens a list of paths: several with the same beginning become one pattern. */
function inShort(paths: readonly string[]): string[] {
  const first = (path: string) => path.split('/')[1] ?? '';
  const alike = (path: string) => new Set(paths.filter((other) => first(other) === first(path)));
  return [...new Set(paths.map((path) => (alike(path).size > 3 ? `/${first(path)}/…` : path)))];
}

function code(text: string): string {
  return `\`${text}\``;
}
