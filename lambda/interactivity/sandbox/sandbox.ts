import { createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { startSandboxServer } from '../../shared/providers/sandbox-server.ts';

/** How the sandbox answers from now on. `failTimes`: 503 this many times, then `ok`. */
export type Behaviour =
  | 'ok'
  | 'unauthorized'
  | 'server_error'
  | 'garbage'
  | 'hang'
  | 'disconnect'
  | { readonly failTimes: number };

export interface InteractivitySandboxOptions {
  /** The only keys that it accepts. */
  readonly keys: { readonly consumerKey: string; readonly consumerSecret: string };
  /** In ms since 1970. */
  readonly now?: () => number;
}

export interface InteractivitySandbox {
  /** The whole URL of the token endpoint. */
  readonly url: string;
  /** How often it was called, with any answer. */
  readonly calls: number;
  behave(as: Behaviour): void;
  /** Also ends calls that hang. */
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

const PATH = '/v1/oauth2/token';
const DEFAULT_SECONDS = 3_600;
const MAX_SECONDS = 86_400;

/** Replaces Dolby.io: vends Interactivity tokens with the client credentials grant, on a free port of 127.0.0.1. */
export async function startInteractivitySandbox({
  keys,
  now = Date.now,
}: InteractivitySandboxOptions): Promise<InteractivitySandbox> {
  let behaviour: Behaviour = 'ok';
  let calls = 0;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    calls += 1;
    const form = new URLSearchParams(await text(request));
    if (behaviour === 'hang') return;
    if (behaviour === 'disconnect') {
      request.socket.destroy();
      return;
    }
    const { status, body } = answer(request, form);
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(body);
  }

  function answer(request: IncomingMessage, form: URLSearchParams): Answer {
    if (typeof behaviour === 'object') {
      const { failTimes } = behaviour;
      behaviour = failTimes > 1 ? { failTimes: failTimes - 1 } : 'ok';
      if (failTimes > 0) return problem(503, 'the service is unavailable');
    }
    if (behaviour === 'server_error') return problem(500, 'something went wrong');
    if (behaviour === 'garbage') return { status: 200, body: '<html>not what you asked for</html>' };
    if (new URL(request.url ?? '', 'http://sandbox').pathname !== PATH) return problem(404, 'there is nothing here');
    if (request.method !== 'POST') return problem(405, 'tokens are asked for with POST');
    if (behaviour === 'unauthorized' || !isSignedWith(keys, request)) return problem(401, 'wrong key or secret');
    return tokenFor(request, form);
  }

  function tokenFor(request: IncomingMessage, form: URLSearchParams): Answer {
    if (request.headers['content-type']?.split(';', 1)[0] !== 'application/x-www-form-urlencoded') {
      return problem(415, 'the body must be form-urlencoded');
    }
    if (form.get('grant_type') !== 'client_credentials') return problem(400, 'grant_type must be client_credentials');
    const seconds = Number(form.get('expires_in') ?? DEFAULT_SECONDS);
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > MAX_SECONDS) {
      return problem(400, `expires_in must be a whole number from 1 to ${MAX_SECONDS}`);
    }
    const issuedAt = Math.floor(now() / 1000);
    const claims = { iss: 'dolby.io sandbox', sub: keys.consumerKey, jti: `token-${calls}`, iat: issuedAt };
    const token = {
      token_type: 'Bearer',
      access_token: jwt({ ...claims, exp: issuedAt + seconds }, keys.consumerSecret),
      refresh_token: jwt({ ...claims, use: 'refresh' }, keys.consumerSecret),
      expires_in: seconds,
    };
    return { status: 200, body: JSON.stringify(token) };
  }

  const { url, close } = await startSandboxServer(handle);

  return {
    url: `${url}${PATH}`,
    get calls() {
      return calls;
    },
    behave(as) {
      behaviour = as;
    },
    close,
  };
}

/** An error in the form of Dolby.io's. Our callers must never get this body. */
function problem(status: number, reason: string): Answer {
  return { status, body: JSON.stringify({ status, type: 'sandbox_problem', reason }) };
}

function isSignedWith(keys: InteractivitySandboxOptions['keys'], request: IncomingMessage): boolean {
  const expected = Buffer.from(`${keys.consumerKey}:${keys.consumerSecret}`).toString('base64');
  return request.headers.authorization === `Basic ${expected}`;
}

function jwt(claims: object, secret: string): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}
