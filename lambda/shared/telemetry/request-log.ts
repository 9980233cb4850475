import type { ApiError } from '../../../api/errors.ts';
import type { Route } from '../../../api/route.ts';
import type { SignedInUser } from '../identity/caller-header.ts';
import { causeOf, type LogLine, log } from './log.ts';
import { embedded, type MetricValues } from './metrics.ts';
import type { Telemetry } from './telemetry.ts';

/** Most parameters have a maximum length in their schema; this is for all of them. */
const MAX_SUBJECT_LENGTH = 256;

export interface Request {
  readonly requestId: string;
  readonly caller: string;
  readonly user?: SignedInUser | undefined;
  readonly httpMethod: string;
  /** The path as API Gateway writes it, with parameters in braces. */
  readonly resource: string;
  /** Undefined for a request that this function doesn't serve. */
  readonly route: Route | undefined;
}

/** Logs how a request ended: one line with its metrics. */
export interface RequestLog {
  /** Remembers the project that the request is for. */
  inProject(name: string): void;
  /** Remembers the parameters of the request for the line, after they have passed their schemas. */
  asked(query: unknown, params: unknown, body: unknown): void;
  /** Adds parameters that the request left out, and the endpoint chose. */
  chosen(values: object): void;
  answered(answer: unknown): void;
  /** For a HEAD request, which makes no token. */
  answeredHead(): void;
  refused(failure: ApiError): void;
}

/** @param now in ms since 1970. */
export function requestLog(
  request: Request,
  { stage, logSubjects, metrics }: Telemetry,
  now: () => number,
): RequestLog {
  const { requestId, caller, user, httpMethod, resource, route } = request;
  const startedAt = now();
  let project: string | undefined;
  let subject: LogLine['subject'];
  let changed: LogLine['changed'];

  function write(
    line: Pick<LogLine, 'level' | 'message' | 'status' | 'code' | 'cause' | 'lifetimeSeconds'>,
    values: MetricValues,
  ): void {
    const provider = route?.provider;
    const { level, message, ...outcome } = line;
    log(
      {
        level,
        message,
        stage,
        requestId,
        caller,
        ...(user && { issuer: user.issuer }),
        ...(user && logSubjects && { user: user.name }),
        route: `${httpMethod} ${resource}`,
        ...(provider && { provider }),
        ...(project && { project }),
        ...(route?.audit && { kind: route.audit.kind }),
        ...(subject && { subject }),
        ...(changed && { changed }),
        ...outcome,
        durationMs: now() - startedAt,
      },
      embedded(values, metrics, now(), project),
    );
  }

  return {
    inProject(name) {
      project = name;
    },
    asked(query, params, body) {
      if (route?.audit === undefined) return;
      const { changes, subject: names } = route.audit;
      const update = changes === 'data' ? (body as { data: object }).data : changes && (body as object);
      if (update !== undefined) changed = changesIn(update);
      if (logSubjects) subject = subjectIn(Object.assign({}, query, params, body, update), names);
    },
    chosen(values) {
      if (logSubjects && route?.audit) subject = { ...subject, ...subjectIn(values, route.audit.subject) };
    },
    answered(answer) {
      if (route?.audit?.vends) {
        write({ level: 'info', message: 'vended', status: 200, ...lifetimeOf(answer, now()) }, { Vended: 1 });
      } else {
        write({ level: 'info', message: 'answered', status: 200, ...lifetimeOf(answer, now()) }, {});
      }
    },
    answeredHead() {
      write({ level: 'info', message: 'answered', status: 200 }, {});
    },
    refused({ status, code, cause }) {
      const level = status >= 500 ? 'error' : 'info';
      const why = cause === undefined ? {} : { cause: causeOf(cause) };
      write({ level, message: 'refused', status, code, ...why }, { Refused: 1 });
    },
  };
}

function subjectIn(parameters: object, names: readonly string[]): LogLine['subject'] {
  const given = Object.entries(parameters).filter(([name, value]) => names.includes(name) && value !== undefined);
  if (given.length === 0) return undefined;
  return Object.fromEntries(given.map(([name, value]) => [name, text(value).slice(0, MAX_SUBJECT_LENGTH)]));
}

function text(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function changesIn(update: object): NonNullable<LogLine['changed']> {
  const told = (value: unknown) => {
    if (typeof value === 'boolean' || typeof value === 'number') return value;
    return Array.isArray(value) ? value.length : 'set';
  };
  return Object.fromEntries(Object.entries(update).map(([name, value]) => [name, told(value)]));
}

/** An answer with one token says when that ends, with some providers under `data`; null: it never ends. */
function lifetimeOf(answer: unknown, now: number): Pick<LogLine, 'lifetimeSeconds'> {
  const { expiresAt, data } = answer as { expiresAt?: unknown; data?: { expiresAt?: unknown } | null };
  const endsAt = expiresAt === undefined ? data?.expiresAt : expiresAt;
  if (endsAt === null) return { lifetimeSeconds: null };
  return typeof endsAt === 'string' ? { lifetimeSeconds: Math.ceil((Date.parse(endsAt) - now) / 1000) } : {};
}
