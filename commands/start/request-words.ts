import { CALLER_HEADER } from '../../api/headers.ts';
import { routes } from '../../lambda/contract.ts';
import { readCallerHeader } from '../../lambda/shared/identity/caller-header.ts';
import type { AnsweredRequest, Part } from '../../local/run-assembly.ts';
import { shownName } from '../shown-text.ts';

/** The headers by which the guard tells who asks. */
export const TOLD_HEADERS = [CALLER_HEADER];

/** What is said of a request. No query, no header and no token, nor what is typed into a path by mistake. */
export interface RequestWords {
  /** The local time, to the second. */
  readonly time: string;
  /** `client`, or `members (ada)`; undefined where the guard has let nobody pass. */
  readonly caller: string | undefined;
  readonly method: string;
  /** As the contract has it: `/things/{id}`. Where no route was found, the path, of which strange parts are left out. */
  readonly route: string;
  /** Undefined where the connection ended before an answer. */
  readonly status: number | undefined;
  /** In whole milliseconds. */
  readonly ms: number;
  /** `guard: unauthorized`; undefined where nothing refused it. */
  readonly refused: string | undefined;
}

const PARTS: Readonly<Record<Part, string>> = {
  onRequest: 'start',
  'web ACL': 'web ACL',
  CloudFront: 'CloudFront',
  'viewer request function': 'guard',
  'API Gateway': 'gateway',
  authorizer: 'authorizer',
  function: 'function',
  bucket: 'bucket',
};

/** The parts of paths that are no values: they are in the contract for all to read. */
const KNOWN_PARTS = new Set(
  routes.flatMap(({ path }) => path.split('/')).filter((part) => part !== '' && !part.startsWith('{')),
);

export function wordsOf(request: AnsweredRequest): RequestWords {
  const { at, method, status, ms } = request;
  return {
    time: new Date(at).toTimeString().slice(0, 8),
    caller: callerOf(request),
    method: method || 'no HTTP',
    route: routeOf(request) ?? (isOfFile(request) ? request.path : withoutValues(request.path)),
    status,
    ms: Math.round(ms),
    refused: status !== undefined && status < 400 ? undefined : refusedBy(request),
  };
}

/** The name of a part in the words of this project. */
export function partName(part: Part): string {
  return PARTS[part];
}

function callerOf({ headers }: AnsweredRequest): string | undefined {
  const identity = readCallerHeader(headers[CALLER_HEADER] ?? '');
  if (!identity?.caller) return undefined;
  return identity.user === undefined ? identity.caller : `${identity.caller} (${shownName(identity.user.name)})`;
}

function routeOf({ steps }: AnsweredRequest): string | undefined {
  const matched = steps.find(({ part, name }) => part === 'API Gateway' && name !== '');
  return matched?.name.split(' ').at(-1);
}

function refusedBy({ status, answeredBy, error }: AnsweredRequest): string {
  if (status === undefined) return 'the connection was closed before the answer';
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return !/^[a-z_]{1,40}$/.test(code) ? partName(answeredBy) : `${partName(answeredBy)}: ${code}`;
}

/** Whether it has the path of a file of the console, or of a providers' tool: one that is no secret. */
function isOfFile({ answeredBy, status = 500 }: AnsweredRequest): boolean {
  return answeredBy === 'onRequest' || (answeredBy === 'bucket' && status < 400);
}

/** A password or a token may stand anywhere in a path that nobody knows. */
function withoutValues(path: string): string {
  return path
    .split('/')
    .map((part) => (part === '' || KNOWN_PARTS.has(part) ? part : '…'))
    .join('/')
    .replace(/(\/…)(?:\/…)+$/, '$1');
}
