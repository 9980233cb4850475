import { errorTexts } from '../../api/error-texts.ts';
import { type ErrorCode, errorStatus } from '../../api/errors.ts';
import {
  type Content,
  codesIn,
  exampleIn,
  jsonSchema,
  type Operation,
  operations,
  type Schema,
} from '../../api/operations.ts';
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
  return `${[HEAD, ...parts, errors()].join('\n\n')}\n`;
}

const HEAD = `# Reference of the HTTP API

\`npm run docs\` writes this page from the contract; [http-api.md](http-api.md) says what a schema can’t. A stage has the routes of the
providers that it enables. What fails says so by one of the [errors](#errors). GET includes HEAD.

Where rights leave a signed-in user [one name](signed-in-users.md), it may leave out the parameter that names the user.`;

function section({
  at,
  operationId,
  description: does,
  security,
  parameters,
  requestBody,
  responses,
}: Operation): string {
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
  const codes = Object.entries(failures).map(
    ([status, response]) => `${status} ${codesIn(response).map(code).join(' or ')}`,
  );
  return [
    `### \`${at}\``,
    `${does} (\`${operationId}\`)${security?.length === 0 ? ' Needs no credentials.' : ''}`,
    ...rowTable('Asked', asked),
    ...example(`${at.split(' ', 1)[0]} ${exampleOf(operationId)}`, exampleIn(requestBody)),
    ...rowTable('Answered', fields(answer, 'answer')),
    ...jsonBlock(exampleIn(answer)),
    `Errors: ${codes.join(' · ')}`,
  ].join('\n\n');
}

/** Path and query of a request that succeeds. */
function exampleOf(name: string): string {
  return routes.find((route) => route.name === name)?.example ?? '';
}

function example(request: string, body: unknown): string[] {
  return [`Example: ${code(request)}`, ...jsonBlock(body)];
}

function jsonBlock(value: unknown): string[] {
  return value === undefined ? [] : [['```json', JSON.stringify(value, null, 2), '```'].join('\n')];
}

function errors(): string {
  const rows = Object.entries(errorTexts).map(([name, { when }]) => [
    String(errorStatus[name as ErrorCode]),
    code(name),
    when,
  ]);
  const shape = { error: errorTexts.invalid_request.example, code: 'invalid_request', requestId: '…' };
  return ['## Errors', 'Every error has this body:', ...jsonBlock(shape), table(['status', 'code', 'when'], rows)].join(
    '\n\n',
  );
}

function code(text: string): string {
  return `\`${text}\``;
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
  return [schema.type ?? 'anything', schema.format?.replace(/^int\d+$/, '')].flat().filter(Boolean).join(' ');
}

function aboutOf(schema: Schema): string {
  const { description, minLength = 0, maxLength, minimum, maximum, pattern } = schema;
  const limits = [
    minLength > 1 && `At least ${minLength} characters.`,
    maxLength !== undefined && `At most ${maxLength} characters.`,
    minimum !== undefined && `At least ${minimum}.`,
    maximum !== undefined && `At most ${maximum}.`,
    pattern !== undefined && `Pattern: ${code(pattern)}.`,
    schema.default !== undefined && `Default: ${JSON.stringify(schema.default)}.`,
  ];
  return [description, ...limits].filter(Boolean).join(' ');
}
