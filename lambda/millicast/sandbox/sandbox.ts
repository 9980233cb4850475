import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Behaviour, outcomeOf } from './behaviour.ts';
import { type Director, director } from './director.ts';
import { BadRequest, error, fail, type SandboxResponse, unauthorized } from './envelope.ts';
import { tokenApi } from './token-api.ts';
import { tokenStore } from './token-store.ts';

export interface ApiCall {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
}

export interface MillicastSandbox {
  /** Where the API answers, without a slash at the end. */
  readonly url: string;
  /** All calls of the token API, refused ones too, but not those of the director. */
  readonly calls: readonly ApiCall[];
  behave(behaviour: Behaviour): void;
  /** The same as POST /director/admit, without HTTP. */
  readonly director: Director;
  close(): Promise<void>;
}

export interface MillicastSandboxOptions {
  readonly apiSecret: string;
  /** ms since 1970. */
  readonly now?: () => number;
}

/**
 * A sandbox of Millicast's token REST API (v1) on a free port of this machine. Its director says which streams the
 * tokens that were made there, or signed with one of them, really open.
 */
export async function startMillicastSandbox(options: MillicastSandboxOptions): Promise<MillicastSandbox> {
  const now = options.now ?? Date.now;
  const store = tokenStore();
  const api = tokenApi(store, now);
  const door = director(store, now);
  const calls: ApiCall[] = [];
  let behaviour: Behaviour = 'ok';

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const method = request.method ?? 'GET';
    const sent = await text(request);
    if (path === '/director/admit') return send(response, admission(door, method, sent));

    calls.push({ method, path });
    const outcome = await outcomeOf(behaviour, () => {
      if (request.headers.authorization !== `Bearer ${options.apiSecret}`) return unauthorized();
      const body = bodyOf(request, sent);
      return 'refused' in body ? body.refused : api({ method, path, query, body: body.json });
    });
    if (outcome === 'drop') response.destroy();
    else if (outcome !== 'hang') send(response, outcome);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    behave: (next) => {
      behaviour = next;
    },
    director: door,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

function admission(door: Director, method: string, sent: string): SandboxResponse {
  if (method !== 'POST') return error(405, 'Method Not Allowed');
  try {
    return { status: 200, body: door.admit(JSON.parse(sent)) };
  } catch (thrown) {
    if (thrown instanceof BadRequest) return fail(thrown.fields);
    if (thrown instanceof SyntaxError) return fail({ model: 'The body is not JSON.' });
    throw thrown;
  }
}

function bodyOf(request: IncomingMessage, sent: string): { json: unknown } | { refused: SandboxResponse } {
  if (sent === '') return { json: undefined };
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    return { refused: error(415, 'Unsupported Media Type') };
  }
  try {
    return { json: JSON.parse(sent) };
  } catch {
    return { refused: fail({ model: 'The body is not JSON.' }) };
  }
}

function send(response: ServerResponse, { status, body }: SandboxResponse): void {
  const json = typeof body === 'object';
  response.writeHead(status, { 'Content-Type': json ? 'application/json' : 'text/html' });
  response.end(json ? JSON.stringify(body) : body);
}
