import * as v from 'valibot';
import type { TokenKind } from './token.ts';

export interface SandboxResponse {
  readonly status: number;
  readonly body: unknown;
}

/** Messages by field; the service puts them under `data`. */
export type FieldMessages = Readonly<Record<string, string>>;

/** A request that the service refuses with 400. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
  readonly fields: FieldMessages;

  constructor(fields: FieldMessages) {
    super(Object.keys(fields).join(', '));
    this.fields = fields;
  }
}

export function success(data: unknown): SandboxResponse {
  return { status: 200, body: { status: 'success', data } };
}

export function fail(fields: FieldMessages): SandboxResponse {
  return { status: 400, body: { status: 'fail', data: fields } };
}

export function unauthorized(): SandboxResponse {
  return { status: 401, body: { status: 'fail', data: { message: 'Unauthorized: the API secret is not valid' } } };
}

export function error(status: number, message: string): SandboxResponse {
  return { status, body: { status: 'error', message, code: status } };
}

/** The service has no 404 for tokens: an unknown id is a bad request. */
export function unknownToken(kind: TokenKind, id: number): string {
  return `No ${kind} token with id: ${id}`;
}

/** @throws BadRequest with every field that doesn't fit the schema. */
export function parse<T>(schema: v.GenericSchema<unknown, T>, input: unknown): T {
  const parsed = v.safeParse(schema, input, { abortPipeEarly: true });
  if (parsed.success) return parsed.output;
  throw new BadRequest(Object.fromEntries(parsed.issues.map((issue) => [fieldOf(issue), messageOf(issue)]).reverse()));
}

/** `streams[0].streamName`; `model` for the body as a whole. */
function fieldOf(issue: v.BaseIssue<unknown>): string {
  const path = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`));
  return path.join('').replace(/^\./, '') || 'model';
}

function messageOf(issue: v.BaseIssue<unknown>): string {
  if (issue.kind === 'validation' || issue.type === 'picklist') return issue.message;
  if (issue.expected === 'never') return 'The field is not known.';
  const name = String(issue.path?.at(-1)?.key ?? 'Model');
  if (issue.received === 'undefined') return `The ${name[0]?.toUpperCase()}${name.slice(1)} field is required.`;
  return `The value must be of type ${issue.expected}.`;
}
