import { errorStatus } from '../../api/errors.ts';
import { jsonSchema, type Operation, operations, type Schema } from '../../api/operations.ts';
import { audiences } from '../../api/route.ts';
import { routes as contract } from '../../lambda/contract.ts';
import { routes } from '../routes.ts';

/**
 * ../contract.ts with every type written out, from the OpenAPI documents, so that the types of a built client need no
 * other file.
 */
export function contractTypes(): string {
  const all = audiences.flatMap((audience) => operations(contract, audience));
  return [
    `export type ErrorCode = ${Object.keys(errorStatus).map(literal).join(' | ')};`,
    '/** What goes in and comes out, and the options beside those of all, by the route’s name. */',
    'export interface Contract {',
    ...all.map(
      (operation) =>
        `/** ${operation.description} */ readonly ${operation.operationId}: { readonly input: ${inputOf(operation)}; readonly output: ${outputOf(operation)}; readonly options: ${optionsOf(operation)} };`,
    ),
    '}',
    `export type Routes = ${JSON.stringify(routes)};`,
    '',
  ].join('\n');
}

function inputOf({ parameters, requestBody }: Operation): string {
  const own = parameters.map(({ name, required, description, schema }) =>
    field(name, { ...written(schema), ...(description !== undefined && { description }) }, required),
  );
  const body = jsonSchema(requestBody);
  const parameterType = `{ ${own.join(' ')} }`;
  return body === undefined ? parameterType : `${parameterType} & ${typeOf(body)}`;
}

/** In path and query everything is text, and a client may give the text of what is meant. */
function written(schema: Schema): Schema {
  if (schema.type === 'integer') return { ...schema, type: ['string', 'integer'] };
  return schema.type === 'boolean' ? { ...schema, enum: [true, false, 'true', 'false'] } : schema;
}

function outputOf({ responses }: Operation): string {
  const schema = jsonSchema(responses['200']);
  return schema === undefined ? 'unknown' : typeOf(schema, true);
}

function optionsOf({ operationId }: Operation): string {
  const isOfProvider = contract.some(({ name, provider }) => name === operationId && provider !== undefined);
  return isOfProvider ? '{ readonly project?: string }' : 'unknown';
}

function field(name: string, schema: Schema, required: boolean, filled = false): string {
  const doc = schema.description === undefined ? '' : `/** ${schema.description} */ `;
  return `${doc}${JSON.stringify(name)}${required ? '' : '?'}: ${typeOf(schema, filled)};`;
}

/** @param filled whether fields with a default are always present, as in answers. */
function typeOf(schema: Schema, filled = false): string {
  const { type, properties, required = [], additionalProperties } = schema;
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(literal).join(' | ');
  const options = schema.anyOf ?? schema.oneOf;
  if (options !== undefined) return options.map((option) => `(${typeOf(option, filled)})`).join(' | ');
  if (Array.isArray(type)) return type.map((each) => typeOf({ ...schema, type: each }, filled)).join(' | ');
  switch (type) {
    case 'integer':
      return 'number';
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
      return type;
    case 'array':
      return `(${schema.items === undefined ? 'unknown' : typeOf(schema.items, filled)})[]`;
    case 'object': {
      const fields = Object.entries(properties ?? {}).map(([name, each]) =>
        field(name, each, required.includes(name) || (filled && each.default !== undefined), filled),
      );
      // Other fields may stand beside named ones of any type, so what they hold is said only where there are none.
      const other =
        typeof additionalProperties === 'object' && fields.length === 0
          ? typeOf(additionalProperties, filled)
          : 'unknown';
      const rest = additionalProperties === false ? [] : [`[other: string]: ${other};`];
      return `{ ${[...fields, ...rest].join(' ')} }`;
    }
    default:
      return 'unknown';
  }
}

function literal(value: unknown): string {
  return JSON.stringify(value);
}
