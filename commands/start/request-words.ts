import { CALLER_HEADER } from '../../api/headers.ts';
import { readCallerHeader } from '../../lambda/shared/identity/caller-header.ts';
import type { AnsweredRequest, Part } from '../../local/run-assembly.ts';
import { shownText } from '../shown-text.ts';

/** The headers by which the guard tells who asks. */
export const TOLD_HEADERS = [CALLER_HEADER];

/** What is said of a request. No query, no header and no token: what is typed into a path by mistake is cut. */
export interface RequestWords {
  /** The local time, to the second. */
  readonly time: string;
  /** `client`, or `members (ada)`; undefined where the guard has let nobody pass. */
  readonly caller: string | undefined;
  readonly method: string;
  /** As the contract has it: `/things/{id}`. Where no route was found, the path. */
  readonly route: string;
  /** Undefined where the connection ended before an answer. */
  readonly status: number | undefined;
  /** In whole milliseconds. */
  readonly ms: number;
  /** `guard: unauthorized`; undefined where nothing refused it. */
  readonly refused: string | undefined;
}

const PARTS: Readonly<Record<Part, string>> = {
  'web ACL': 'web ACL',
  CloudFront: 'CloudFront',
  'viewer request function': 'guard',
  'API Gateway': 'gateway',
  authorizer: 'authorizer',
  function: 'function',
  bucket: 'bucket',
};

const LONGEST_PATH = 60;

export function wordsOf(request: AnsweredRequest): RequestWords {
  const { at, method, path, status, ms } = request;
  return {
    time: new Date(at).toTimeString().slice(0, 8),
    caller: callerOf(request),
    method,
    route: routeOf(request) ?? shortened(path),
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
  return identity.user === undefined ? identity.caller : `${identity.caller} (${shownText(identity.user.name)})`;
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

function shortened(path: string): string {
  return shownText(path.length <= LONGEST_PATH ? path : `${path.slice(0, LONGEST_PATH)}…`);
}
