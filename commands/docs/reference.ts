import { type Content, jsonSchema, type Operation, operations, type Schema } from '../../api/operations.ts';
import { audiences } from '../../api/route.ts';
import { routes } from '../../lambda/contract.ts';
import { table } from './table.ts';

interface Row {
  readonly name: string;
  readonly where: string;
  readonly required: boolean;
  readonly schema: Schema;
}

/** docs/reference.md: every route of every provider, as the OpenAPI documents have it. */
export function reference(): string {
  const parts = audiences.flatMap((audience) => [
    `## For ${audience} callers`,
    ...operations(routes, audience).map(section),
  ]);
  return `${[HEAD, ...parts].join('\n\n')}\n`;
}

const HEAD = `# Reference of the HTTP API

\`npm run docs\` writes this page from the contract; [http-api.md](http-api.md) says what a schema can’t. A stage has the routes of the
providers that it enables. Every failure has the body \`{"error", "code", "requestId"}\`. GET includes HEAD.`;

function section({ at, operationId, summary, security, parameters, requestBody, responses }: Operation): string {
  const asked = [
    ...parameters.map(({ name, in: where, required, description, schema }) => ({
      name,
      where,
      required,
      schema: { ...schema, ...(description !== undefined && { description }) },
    })),
    ...fields(requestBody, 'body'),
  ];
  const { 200: answer, ...failures } = responses;
  const codes = Object.entries(failures).map(([status, { description }]) => `${status} ${description}`);
  return [
    `### \`${at}\``,
    `${summary} (\`${operationId}\`)${security?.length === 0 ? ' Needs no credentials.' : ''}`,
    ...rowTable('Asked', asked),
    ...rowTable('Answered', fields(answer, 'answer')),
    `Failures: ${codes.join(' · ')}`,
  ].join('\n\n');
}

function fields(content: Content | undefined, where: string): Row[] {
  const { properties = {}, required = [] } = jsonSchema(content) ?? {};
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    where,
    required: required.includes(name),
    schema,
  }));
}

function rowTable(title: string, rows: readonly Row[]): string[] {
  if (rows.length === 0) return [];
  const head = [title, 'in', title === 'Asked' ? 'required' : 'always there', 'type', ''];
  const cells = rows.map(({ name, where, required, schema }) => [
    `\`${name}\``,
    where,
    required ? 'yes' : 'no',
    typeOf(schema),
    aboutOf(schema),
  ]);
  return [table(head, cells)];
}

function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' or ');
  const options = schema.anyOf ?? schema.oneOf;
  if (options !== undefined) return options.map(typeOf).join(' or ');
  if (schema.type === 'array') return `list of ${schema.items === undefined ? 'anything' : typeOf(schema.items)}`;
  if (schema.type === 'object' && schema.properties !== undefined) {
    const names = Object.entries(schema.properties).map(([name, each]) => `${name}: ${typeOf(each)}`);
    return `{${names.join(', ')}}`;
  }
  return [schema.type ?? 'anything', schema.format].flat().filter(Boolean).join(' ');
}

function aboutOf(schema: Schema): string {
  const { description, maxLength, minimum, maximum } = schema;
  const limits = [
    maxLength !== undefined && `At most ${maxLength} characters.`,
    minimum !== undefined && `At least ${minimum}.`,
    maximum !== undefined && `At most ${maximum}.`,
    schema.default !== undefined && `Default: ${JSON.stringify(schema.default)}.`,
  ];
  return [description, ...limits].filter(Boolean).join(' ');
}
