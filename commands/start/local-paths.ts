import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ErrorBody, type ErrorCode, errorStatus } from '../../api/errors.ts';
import { uncached } from '../../api/headers.ts';
import { PROJECT } from '../../api/project-parameter.ts';
import type { LocalPath } from '../../lambda/shared/providers/stand-in.ts';
import type { CallerValue } from '../../lambda/shared/secrets/caller-value.ts';

export interface LocalPathsOptions {
  readonly paths: readonly LocalPath[];
  readonly allowedOrigins: readonly string[];
  /** The client caller of this name, with its password of this moment; undefined for none. */
  readonly clientOf: (name: string) => CallerValue | undefined;
}

/** A caller, and its project where it may choose one: these tools can give no query. */
const CALLER = /^([^/]*)(?:\/(.+))?$/;

const LOCALHOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i;

/**
 * Lets the providers' own tools ask without a password on localhost: a request for one of these paths becomes one for its
 * route, by the caller that it names. Only programs of this machine and pages of allowed origins may do so: the page of
 * another site could else get tokens by way of the browser here, even under a name of its own that leads to 127.0.0.1.
 *
 * @returns what `runAssembly` takes as `onRequest`.
 */
export function localPaths({ paths, allowedOrigins, clientOf }: LocalPathsOptions) {
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const [path = '', query] = (request.url ?? '').split('?', 2);
    const local = paths.find((each) => each.path === path);
    if (local === undefined) return false;

    const { host = '', origin } = request.headers;
    const isOwn = origin === `http://${host}` || origin === `https://${host}`;
    const isAllowed = origin === undefined || isOwn || allowedOrigins.includes(origin);
    // A program of another machine can write any host, but its address is its own.
    if (!isThisMachine(request.socket.remoteAddress) || !LOCALHOST.test(host) || !isAllowed) {
      return refuse(response, 'not_allowed', 'only programs of this machine and pages of allowedOrigins may ask here');
    }
    const granted: Record<string, string> = origin === undefined ? {} : { 'Access-Control-Allow-Origin': origin };
    if (request.method === 'OPTIONS') {
      response.writeHead(204, {
        ...uncached,
        ...granted,
        'Access-Control-Allow-Methods': local.method,
        'Access-Control-Allow-Headers': ['Content-Type', local.callerHeader].join(', '),
      });
      response.end();
      return true;
    }
    if (request.method !== local.method) {
      return refuse(response, 'method_not_allowed', `this path takes ${local.method} only`, granted);
    }
    const given = request.headers[local.callerHeader.toLowerCase()];
    const [, name, project] = CALLER.exec(typeof given === 'string' ? given : '') ?? [];
    const caller = name === undefined ? undefined : clientOf(name);
    if (caller === undefined) {
      const problem = `${local.callerHeader} must be the name of a client caller of this stage`;
      return refuse(response, 'not_found', problem, granted);
    }
    const asked = [query, project && `${PROJECT}=${encodeURIComponent(project)}`].filter(Boolean).join('&');
    request.url = asked === '' ? local.route : `${local.route}?${asked}`;
    replaceHeader(request, 'Authorization', basicOf(caller));
    return false;
  };
}

/** @param address of the other side of a connection. */
export function isThisMachine(address = ''): boolean {
  return /^(?:::ffff:)?127\.|^::1$/.test(address);
}

function basicOf({ username, password }: CallerValue): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** The local CloudFront reads the raw headers. */
function replaceHeader({ rawHeaders }: IncomingMessage, name: string, value: string): void {
  for (let at = rawHeaders.length - 2; at >= 0; at -= 2) {
    if (rawHeaders[at]?.toLowerCase() === name.toLowerCase()) rawHeaders.splice(at, 2);
  }
  rawHeaders.push(name, value);
}

/** Answers as Stagepass does. @returns true. */
function refuse(response: ServerResponse, code: ErrorCode, error: string, headers: Record<string, string> = {}): true {
  const body: ErrorBody = { error, code, requestId: 'stagepass start' };
  response.writeHead(errorStatus[code], { 'Content-Type': 'application/json', ...uncached, ...headers });
  response.end(JSON.stringify(body));
  return true;
}
