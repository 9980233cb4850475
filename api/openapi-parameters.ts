import type { JsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { nameOf } from './named.ts';
import type { Components } from './openapi-components.ts';
import { exampleOf, isPortable, jsonSchemaOf, wholeNumberUpTo } from './openapi-schemas.ts';
import type { Route } from './route.ts';

/** In a query everything is text. A parameter that is read as yes or no is a boolean for those who write the query. */
const TRUTHS = ['true', 'false'];

const LEFT_TO_RIGHTS = 'A signed-in user whose rights leave one name may leave it out.';

/**
 * The parameters of a route's path and query, with the types that they are read as.
 *
 * @param usersAsk whether signed-in users ask, too, for whom a name may be filled in.
 */
export function parametersOf(route: Route, usersAsk: boolean, components: Components): object[] {
  const examples = examplesIn(route);
  return [...inPlace(route.params, 'path'), ...inPlace(route.query, 'query')].map(
    ({ component, place, ...parameter }) => {
      const { name, schema, description } = parameter;
      const mayBeLeft = usersAsk && place === 'query' && parameter.required && route.user?.field === name;
      const own = parameter.examples.at(0);
      const example = own ?? typed(schema, examples.get(name)) ?? exampleOf(schema);
      const written = {
        name,
        in: place,
        required: parameter.required && !mayBeLeft,
        ...(description && { description: mayBeLeft ? `${description} ${LEFT_TO_RIGHTS}` : description }),
        ...(example !== undefined && { example }),
        schema,
      };
      return component === undefined ? written : components.put('parameters', component, written);
    },
  );
}

function inPlace(schema: v.GenericSchema | undefined, place: 'path' | 'query') {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = jsonSchemaOf(schema, 'input');
  const entries = 'entries' in schema ? (schema.entries as v.ObjectEntries) : {};
  return Object.entries(properties).map(([name, property]) => {
    const text = property as JsonSchema;
    // The conversion to JSON Schema stops at a transformation, and misses what stands behind it.
    const entry = unwrapped(entries[name] as v.GenericSchema);
    return {
      name,
      place,
      required: required.includes(name),
      component: nameOf(entry),
      description: [v.getDescription(entry), ...inWords(name, entry)].filter(Boolean).join(' '),
      examples: v.getExamples(entry) as readonly unknown[],
      schema: titled(asRead(text, entry), v.getTitle(entry)),
    };
  });
}

/** The schema with what a person calls it, where the parameter’s name isn’t those words already. */
function titled(schema: JsonSchema, title: string | undefined): JsonSchema {
  const {
    component: _,
    description: _description,
    examples: _examples,
    ...rest
  } = schema as JsonSchema & {
    readonly component?: string;
  };
  return { ...(title && { title }), ...rest };
}

function unwrapped(entry: v.GenericSchema): v.GenericSchema {
  return 'wrapped' in entry ? (entry.wrapped as v.GenericSchema) : entry;
}

/** The schema of what the text of a parameter is read as. */
function asRead(text: JsonSchema, entry: v.GenericSchema): JsonSchema {
  if (text.enum !== undefined && String(text.enum) === String(TRUTHS)) {
    return { type: 'boolean', ...(text.default !== undefined && { default: text.default === 'true' }) };
  }
  const steps = stepsOf(entry);
  if (!steps.some(({ operation }) => operation === Number)) return text;
  const limit = (type: string) => steps.find((step) => step.type === type)?.requirement as number | undefined;
  const maximum = limit('max_value');
  const number: JsonSchema = { type: 'integer', format: 'int64', minimum: limit('min_value') ?? 0 };
  return maximum === undefined ? number : wholeNumberUpTo(number, maximum);
}

/** What a pattern wants that the schema can't have: the function's own message. */
function inWords(name: string, entry: v.GenericSchema): string[] {
  return stepsOf(entry).flatMap(({ type, requirement, message }) =>
    type === 'regex' && !isPortable(requirement as RegExp) ? [`${String(message).replace(name, 'It')}.`] : [],
  );
}

interface Step {
  readonly type: string;
  readonly operation?: unknown;
  readonly requirement?: unknown;
  readonly message?: unknown;
  readonly pipe?: readonly Step[];
}

/** The schema and the actions of a pipe, which may begin with another pipe. */
function stepsOf(schema: unknown): Step[] {
  const { pipe, ...step } = schema as Step;
  return pipe === undefined ? [step] : pipe.flatMap(stepsOf);
}

/** The values that the route's example has, by parameter. */
function examplesIn({ path, example }: Route): Map<string, string> {
  const url = new URL(example, 'https://stagepass.example');
  const values = url.pathname.split('/');
  const ofPath = path
    .split('/')
    .flatMap((part, at): [string, string][] => (part.startsWith('{') ? [[part.slice(1, -1), values[at] ?? '']] : []));
  return new Map([...ofPath, ...url.searchParams]);
}

function typed({ type }: JsonSchema, text: string | undefined): unknown {
  if (text === undefined || type === 'string') return text;
  return JSON.parse(text);
}
