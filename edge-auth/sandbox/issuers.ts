import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import * as v from 'valibot';
import { listen } from '../../local/listen.ts';
import { type Algorithm, algorithms, type GuardConfig, type Issuer } from '../config.ts';
import { ClaimConflict, claimsFor } from './claims.ts';
import { makeKey, type SigningKey } from './keys.ts';

const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 86_400;
const MAX_BODY_BYTES = 65_536;

const ClaimValue = v.union([v.string(), v.number(), v.boolean()]);

/** Times are not among them: `seconds` says when the token ends. */
const ClaimName = v.pipe(
  v.string(),
  v.check((name) => !['exp', 'iat', 'nbf'].includes(name), 'exp, iat and nbf are not given: seconds says how long'),
);

/** The token of a user, as programs of this machine ask for it. */
const AskedToken = v.strictObject({
  /** The value of `sub`, and of the claim that names the caller's user. */
  user: v.pipe(v.string(), v.nonEmpty('user is empty')),
  /** Values by a claim's name, or by a JSON pointer to one inside another. */
  claims: v.optional(v.record(ClaimName, v.union([ClaimValue, v.array(ClaimValue)])), {}),
  /** The caller that it is to fit; without one and without an issuer the first one. */
  caller: v.optional(v.string()),
  /** The name of the issuer, where no caller is given. */
  issuer: v.optional(v.string()),
  seconds: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(DAY_SECONDS, `${DAY_SECONDS} seconds at most`)),
    HOUR_SECONDS,
  ),
  /** One that the issuer pins; the first one by default. */
  algorithm: v.optional(v.picklist(algorithms)),
});
export type AskedToken = v.InferInput<typeof AskedToken>;

export interface IssuerSandbox {
  /** Programs of this machine POST to `/token` there. */
  readonly url: string;
  /** Where the keys of each issuer are, by the issuer's name. */
  readonly keyUrls: Readonly<Record<string, string>>;
  /** @throws SandboxRefusal */
  token(asked: AskedToken): Promise<string>;
  close(): Promise<void>;
}

/** A token that can't be made. */
export class SandboxRefusal extends Error {
  override readonly name = 'SandboxRefusal';
}

export interface IssuerSandboxOptions extends Pick<GuardConfig, 'issuers' | 'tokenCallers'> {
  /** In ms since 1970. */
  readonly now?: () => number;
}

/**
 * Replaces all issuers of a stage, with keys of its own, on a free port of 127.0.0.1. Anybody may read their OpenID
 * configurations and public keys. It signs whatever a program of this machine asks for, so it is for no page: a page of any
 * site could else get tokens by way of the browser here.
 */
export async function startIssuerSandbox({
  issuers,
  tokenCallers,
  now = Date.now,
}: IssuerSandboxOptions): Promise<IssuerSandbox> {
  const keys = new Map<string, readonly SigningKey[]>();
  for (const [name, issuer] of Object.entries(issuers)) {
    keys.set(name, await Promise.all(issuer.algorithms.map((each) => makeKey(each, `${name}-${each}`))));
  }

  async function token(given: AskedToken): Promise<string> {
    const asked = v.safeParse(AskedToken, given, { abortPipeEarly: true });
    if (!asked.success) throw new SandboxRefusal(problemOf(asked.issues[0]));
    const { user, claims, seconds, algorithm } = asked.output;
    const caller = callerOf(asked.output);
    const name = caller?.issuer ?? asked.output.issuer ?? '';
    const issuer = Object.hasOwn(issuers, name) ? issuers[name] : undefined;
    if (issuer === undefined) throw new SandboxRefusal(`no such issuer; there is ${Object.keys(issuers).join(', ')}`);
    const issuedAt = Math.floor(now() / 1000);
    const times = { iat: issuedAt, exp: issuedAt + seconds };
    try {
      return await keyOf(name, issuer, algorithm).sign({ ...claimsFor(issuer, caller, user, claims), ...times });
    } catch (error) {
      throw error instanceof ClaimConflict ? new SandboxRefusal(error.message) : error;
    }
  }

  function callerOf({ caller, issuer }: v.InferOutput<typeof AskedToken>) {
    if (caller !== undefined && issuer !== undefined)
      throw new SandboxRefusal('either a caller or an issuer, not both');
    if (issuer !== undefined) return undefined;
    const found = caller === undefined ? tokenCallers[0] : tokenCallers.find(({ name }) => name === caller);
    if (found !== undefined) return found;
    const names = tokenCallers.map(({ name }) => name).join(', ');
    throw new SandboxRefusal(`no such caller of signed-in users; there is ${names || 'none'}`);
  }

  function keyOf(name: string, issuer: Issuer, algorithm: Algorithm = issuer.algorithms[0] as Algorithm): SigningKey {
    const key = keys.get(name)?.find((each) => each.algorithm === algorithm);
    if (key !== undefined) return key;
    throw new SandboxRefusal(`${name} signs with ${issuer.algorithms.join(', ')} only`);
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url: path = '' } = request;
    if (path === '/token') {
      const refused = method === 'POST' ? whyNot(request) : ([405, 'a token is asked for with POST'] as const);
      if (refused !== undefined) return respond(response, refused[0], { error: refused[1] });
      try {
        const asked = await jsonIn(request);
        return respond(response, 200, { token: await token(asked as AskedToken) });
      } catch (error) {
        if (!(error instanceof SandboxRefusal)) throw error;
        return respond(response, 400, { error: error.message });
      }
    }
    const [, name = '', document] = DOCUMENT.exec(path) ?? [];
    const issuer = Object.hasOwn(issuers, name) ? issuers[name] : undefined;
    if (issuer === undefined) return respond(response, 404, { error: 'there is nothing here' });
    if (method !== 'GET') return respond(response, 405, { error: 'this is for GET' });
    if (document === 'jwks.json') return respond(response, 200, { keys: keys.get(name)?.map((key) => key.publicJwk) });
    respond(response, 200, { issuer: issuer.issuer, jwks_uri: `${server.url}/${name}/jwks.json` });
  }

  const server = await listen(
    createServer((request, response) => {
      // It rejects when the caller closes the connection before the end of the body.
      answer(request, response).catch(() => response.destroy());
    }),
  );
  return {
    url: server.url,
    keyUrls: Object.fromEntries(Object.keys(issuers).map((name) => [name, `${server.url}/${name}/jwks.json`])),
    token,
    close: () => server.close(),
  };
}

const DOCUMENT = /^\/([^/]+)\/(jwks\.json|\.well-known\/openid-configuration)$/;

const LOCALHOST = /^(?:localhost|127\.0\.0\.1)(?::\d+)?$/i;

/** Why a request to sign isn't one of a program of this machine. Every browser sends one of the two headers with a POST. */
function whyNot({ headers }: IncomingMessage): readonly [status: number, problem: string] | undefined {
  if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined) return [403, 'no page may ask here'];
  if (!LOCALHOST.test(headers.host ?? '')) return [403, 'only programs of this machine may ask here'];
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  return type === 'application/json' ? undefined : [415, 'the body must be JSON'];
}

async function jsonIn(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new SandboxRefusal(`the body has more than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    throw new SandboxRefusal('the body must be JSON');
  }
}

function problemOf(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  return path === null ? issue.message : `${path}: ${issue.message}`;
}

function respond(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(body));
}
