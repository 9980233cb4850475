import { randomBytes, randomUUID } from 'node:crypto';
import { CALLER_HEADER, ORIGIN_HEADER, securityHeaders } from '../../api/headers.ts';
import { healthRoute } from '../../api/health.ts';
import { type Audience, type Route, vendsByGet } from '../../api/route.ts';
import { adminOpenApiRoute, clientOpenApiRoute } from '../../lambda/openapi/contract.ts';
import type { PerUser, UsageLimit } from '../../lib/config/caller.ts';
import { ask, described, type HttpRequest, type HttpResponse } from './ask.ts';
import { type Check, must, Skipped, Unmet } from './check.ts';
import { paceBelow, type Wait } from './pace.ts';
import type { AskedExample } from './requests-as.ts';

/** A stage, and the caller to check it as. */
export interface Stage {
  /** Without a slash at the end. */
  readonly url: string;
  /** The APIs behind CloudFront, as `https://ID.execute-api.REGION.amazonaws.com/STAGE`; none where they aren't known. */
  readonly apis: readonly string[];
  /** Who asks; undefined where nobody's credentials are known. */
  readonly caller:
    | {
        readonly name: string;
        /** Its `Authorization` header. */
        readonly authorization: string;
        readonly audience: Audience;
        /** How many requests with its token the stage lets through. */
        readonly perUser: PerUser | undefined;
        /** What it may ask for at the APIs. */
        readonly limit: UsageLimit | undefined;
      }
    | undefined;
  /** What the guard tells the APIs of each caller, in a header: none of it may give access to whoever sends it. */
  readonly callers: readonly string[];
  /** A caller that has a password. */
  readonly withPassword: string | undefined;
  /** Whether requests may have users' tokens. */
  readonly takesTokens: boolean;
  /** The routes that it should have for this caller. */
  readonly routes: readonly Route[];
  /** What to ask of a route, for each project that this caller may choose. */
  readonly examplesOf: (route: Route) => readonly AskedExample[];
  /** The web origins whose pages may call. */
  readonly allowedOrigins: readonly string[];
  /** What each route lets through, from all callers. */
  readonly throttling: UsageLimit;
}

const CLIENT_PATH = clientOpenApiRoute.path;
const ADMIN_PATH = adminOpenApiRoute.path;
const PATHS = [CLIENT_PATH, ADMIN_PATH];
const CONSOLE_PATH = '/';
/** A path of each origin: the APIs and the console. */
export const GUARDED_PATHS = [...PATHS, CONSOLE_PATH];

/** An origin that can't exist: `.invalid` is reserved (RFC 2606). */
const FOREIGN_ORIGIN = 'https://page.invalid';

/** Checks that need a caller's credentials, but no access to AWS. */
export function outsideChecks(stage: Stage, wait?: Wait): Check[] {
  const { url } = stage;
  const ownTurn = paceBelow([stage.throttling, stage.caller?.limit ?? {}], wait);

  /** @throws Unmet where a limit stops the caller: no answer says anything of the stage then. */
  async function to(path: string, question?: HttpRequest): Promise<HttpResponse> {
    // The guard refuses all others before an API counts them.
    if (question?.headers?.authorization === stage.caller?.authorization) await ownTurn();
    const answer = await ask(`${url}${path}`, question);
    if (answer.status !== 429) return answer;
    throw new Unmet(`429: ${limitOf(stage.caller)}`);
  }

  /** @throws Skipped where there are none. */
  function asking() {
    const { caller } = stage;
    if (caller === undefined) throw new Skipped('no caller has a password; --bearer asks as a signed-in user');
    return { ...caller, right: { authorization: caller.authorization } };
  }

  return [
    {
      name: 'challenge',
      what: 'without credentials: 401 and a challenge',
      async ask() {
        for (const path of GUARDED_PATHS) {
          const answer = await to(path);
          mustBe(401, 'unauthorized', answer, path);
          const challenge = answer.headers.get('www-authenticate') ?? '';
          must(isChallenge(challenge, stage), `${path}: not the right challenge by WWW-Authenticate`);
          must(typeof answer.body?.requestId === 'string', `${path}: the refusal has no requestId`);
        }
      },
    },
    {
      name: 'wrong-password',
      what: 'with a wrong password: 401',
      async ask() {
        if (stage.withPassword === undefined) throw new Skipped('no caller has a password');
        const headers = { authorization: basic(stage.withPassword, randomUUID()) };
        for (const path of GUARDED_PATHS) mustBe(401, 'unauthorized', await to(path, { headers }), path);
      },
    },
    ...(stage.takesTokens ? [foreignToken(stage)] : []),
    {
      name: 'forged-caller',
      what: 'a caller’s name in a header of one’s own opens nothing',
      async ask() {
        for (const name of stage.callers) {
          const headers = { [CALLER_HEADER]: name };
          for (const path of GUARDED_PATHS) {
            mustBe(401, 'unauthorized', await to(path, { headers }), `${path} as ${name}`);
          }
        }
      },
    },
    {
      name: 'contract',
      what: 'the routes are those that the configuration says',
      async ask() {
        const { right } = asking();
        const answer = await to(CLIENT_PATH, { headers: right });
        must(answer.status === 200, described(answer));
        const there = Object.keys(answer.body?.paths ?? {});
        const own = stage.routes.filter(({ audience }) => audience === 'client');
        const wanted = [...own, healthRoute].map(({ path }) => path);
        const missing = wanted.filter((path) => !there.includes(path));
        const unknown = there.filter((path) => !wanted.some((known) => known === path));
        must(missing.length === 0, `not there: ${missing.join(', ')}`);
        must(unknown.length === 0, `there, but not in the configuration: ${unknown.length} routes`);
      },
    },
    ...stage.routes
      .filter((route) => route.audience === 'client' && vendsByGet(route))
      .flatMap((route) => stage.examplesOf(route).map((each) => ({ route, ...each })))
      .map(({ route, project, example, excused }) => ({
        name: `token ${route.name}${project === undefined ? '' : ` ${project}`}`,
        what: `a token from ${route.path}${project === undefined ? '' : `, project ${project}`}`,
        async ask() {
          const { right, name } = asking();
          const answer = await to(example, { headers: right });
          if (excused.some((code) => code === answer.code)) {
            throw new Skipped(
              answer.code === 'not_allowed'
                ? `${name} has no right to ${example}`
                : `it isn’t known how to ask within the rights of ${name}: ${example} is no request`,
            );
          }
          must(answer.status === 200, answer.code === 'not_allowed' ? refusal(answer, example) : described(answer));
          const endsAt = Date.parse(String(answer.body?.expiresAt));
          must(endsAt > Date.now(), 'the answer doesn’t say that it ends later than now: expiresAt');
        },
      })),
    {
      name: 'admin-closed',
      what: 'the admin routes are closed to clients: 403',
      async ask() {
        const { right, audience, name } = asking();
        if (audience === 'admin') throw new Skipped(`${name} is an admin: give --client`);
        mustBe(403, 'not_allowed', await to(ADMIN_PATH, { headers: right }), ADMIN_PATH);
      },
    },
    {
      name: 'foreign-page',
      what: 'a page of another origin can ask for nothing, whatever its browser knows: 403',
      async ask() {
        const { right } = asking();
        // A browser names the page's origin in Origin or, without that, its relation in Sec-Fetch-Site.
        const pages: Record<string, string>[] = [{ origin: FOREIGN_ORIGIN }, { 'sec-fetch-site': 'cross-site' }];
        for (const headers of pages) {
          mustBe(403, 'not_allowed', await to(CLIENT_PATH, { headers: { ...right, ...headers } }), CLIENT_PATH);
        }
      },
    },
    {
      name: 'console',
      what: 'the console is there, and runs its own scripts only',
      async ask() {
        const answer = await to(CONSOLE_PATH, { headers: asking().right });
        const type = answer.headers.get('content-type') ?? 'nothing';
        must(answer.status === 200 && type.startsWith('text/html'), `${described(answer)} of type ${type}`);
        const policy = answer.headers.get('content-security-policy') ?? '';
        const own = policy.startsWith("default-src 'none'; script-src 'self';") && !policy.includes('unsafe');
        must(own, 'its Content-Security-Policy lets in other scripts');
      },
    },
    {
      name: 'security-headers',
      what: 'security headers on answers and refusals',
      async ask() {
        const { right } = asking();
        for (const headers of [right, {}]) mustHaveSecurityHeaders(await to(CLIENT_PATH, { headers }));
        // The console has its own Content-Security-Policy, which the row above checks.
        mustHaveSecurityHeaders(await to(CONSOLE_PATH, { headers: right }), ['content-security-policy']);
      },
    },
    {
      name: 'no-store',
      what: 'nothing may be cached, refusals neither',
      async ask() {
        const { right } = asking();
        const paths = [CLIENT_PATH, `${CLIENT_PATH}?unknown=1`, '/no/such/route'];
        const answers = [
          ...paths.map((path) => to(path, { headers: right })),
          to(CLIENT_PATH),
          ...stage.apis.flatMap((api) => PATHS.map((path) => ask(`${api}${path}`))),
        ];
        for (const answer of await Promise.all(answers)) {
          const control = answer.headers.get('cache-control');
          must(control === 'no-store', `${described(answer)} says Cache-Control: ${control ?? 'nothing'}`);
        }
      },
    },
    {
      name: 'preflight',
      what: 'preflights are granted to the allowed origins only, without credentials',
      async ask() {
        const preflight = (origin: string) =>
          to(CLIENT_PATH, {
            method: 'OPTIONS',
            headers: {
              origin,
              'access-control-request-method': 'GET',
              'access-control-request-headers': 'authorization',
            },
          });
        mustGrantNothing(await preflight(FOREIGN_ORIGIN));
        for (const origin of stage.allowedOrigins) {
          const answer = await preflight(origin);
          must(answer.status === 204, described(answer));
          mustGrant(answer, origin);
          const allowed = answer.headers.get('access-control-allow-headers') ?? '';
          must(/\bauthorization\b/i.test(allowed), `Authorization is not allowed to ${origin}`);
        }
      },
    },
    {
      name: 'cors',
      what: 'pages of the allowed origins can read answers and refusals, others can’t',
      async ask() {
        const { right } = asking();
        const answersTo = (headers: Readonly<Record<string, string>>) =>
          Promise.all([
            to(CLIENT_PATH, { headers: { ...right, ...headers } }),
            to('/no/such/route', { headers: { ...right, ...headers } }),
            to(CLIENT_PATH, { headers }),
          ]);
        // The guard would refuse a page of another origin. A browser would not send this header for one; with it, the
        // request gets through, and the answer shows its CORS headers.
        const foreign = { origin: FOREIGN_ORIGIN, 'sec-fetch-site': 'same-origin' };
        for (const answer of await answersTo(foreign)) mustGrantNothing(answer);
        for (const origin of stage.allowedOrigins) {
          for (const answer of await answersTo({ origin })) mustGrant(answer, origin);
        }
      },
    },
    {
      name: 'api-closed',
      what: 'the APIs refuse whoever doesn’t come through CloudFront: 403',
      async ask() {
        if (stage.apis.length === 0) throw new Skipped('their URLs aren’t known: give each as --api');
        for (const api of stage.apis) await mustBeClosed(api, stage.callers);
      },
    },
  ];
}

/** What may have stopped a request, and what to do. */
function limitOf(caller: Stage['caller']): string {
  const { name, perUser, limit } = caller ?? {};
  if (perUser !== undefined) {
    return `a limit stops this, such as perUser, which lets one token make ${perUser.requests} requests in ${perUser.perSeconds} s; verify makes dozens`;
  }
  if (limit !== undefined) {
    return `${name} has a limit of its own, which others use up, too: try again later, or ask as another with --client`;
  }
  return 'a limit of the stage or of its caller stops this; try again later';
}

/** Where a stage takes users' tokens, that is said first (RFC 6750 §3), and of passwords only where a caller has one. */
function isChallenge(challenge: string, { takesTokens, withPassword }: Stage): boolean {
  const bearer = takesTokens ? ['Bearer realm="[^"]+"'] : [];
  const basic = takesTokens && withPassword === undefined ? [] : ['Basic realm="[^"]+", charset="UTF-8"'];
  return new RegExp(`^${[...bearer, ...basic].join(', ')}$`).test(challenge);
}

function foreignToken({ url, allowedOrigins }: Stage): Check {
  return {
    name: 'foreign-token',
    what: 'a token of another issuer: 401 invalid_token, which pages can read, and no browser asks for a password',
    async ask() {
      for (const origin of [undefined, ...allowedOrigins]) {
        for (const path of GUARDED_PATHS) {
          const headers = { authorization: `Bearer ${unknownToken()}`, ...(origin !== undefined && { origin }) };
          const answer = await ask(`${url}${path}`, { headers });
          must(answer.status === 401, `${path} answers ${described(answer)}`);
          const challenge = answer.headers.get('www-authenticate') ?? '';
          must(/^Bearer .*error="invalid_token"/.test(challenge), `${path}: WWW-Authenticate has no invalid_token`);
          must(!/\bBasic\b/i.test(challenge), `${path}: WWW-Authenticate has a challenge of Basic`);
          if (origin !== undefined) mustGrant(answer, origin);
        }
      }
    },
  };
}

/** A well-formed token of an issuer that can't exist. Each has another text, since a web ACL may count requests by it. */
function unknownToken(): string {
  const part = (of: object) => Buffer.from(JSON.stringify(of)).toString('base64url');
  const claims = { iss: 'https://issuer.invalid', sub: 'nobody', exp: Math.floor(Date.now() / 1000) + 3_600 };
  return `${part({ alg: 'RS256', kid: 'none', typ: 'JWT' })}.${part(claims)}.${randomBytes(256).toString('base64url')}`;
}

export function basic(name: string, password: string): string {
  return `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
}

function mustBe(status: number, code: string, answer: HttpResponse, what: string): void {
  must(answer.status === status && answer.code === code, `${what} answers ${described(answer)}, not ${status} ${code}`);
}

/** What the stage says of the rights. A terminal would obey control characters. */
function refusal(answer: HttpResponse, example: string): string {
  const { error } = answer.body ?? {};
  const said = typeof error === 'string' ? error.replaceAll(/\p{C}/gu, '').slice(0, 500) : '';
  return `${example} answers ${described(answer)}: ${said}`;
}

function mustHaveSecurityHeaders(answer: HttpResponse, except: readonly string[] = []): void {
  const expected: Readonly<Record<string, string>> = {
    'strict-transport-security': `max-age=${securityHeaders.strictTransportSecuritySeconds}; includeSubDomains`,
    'content-security-policy': securityHeaders.contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
  };
  const wrong = Object.keys(expected).filter(
    (name) => !except.includes(name) && answer.headers.get(name)?.toLowerCase() !== expected[name]?.toLowerCase(),
  );
  must(wrong.length === 0, `${described(answer)} has no right ${wrong.join(', ')}`);
}

function mustGrant(answer: HttpResponse, origin: string): void {
  const { headers } = answer;
  const granted =
    headers.get('access-control-allow-origin') === origin && headers.get('access-control-allow-credentials') === 'true';
  must(granted, `${described(answer)} grants ${origin} nothing`);
}

function mustGrantNothing(answer: HttpResponse): void {
  const granted = answer.headers.get('access-control-allow-origin');
  must(granted === null, `${described(answer)} grants ${granted} to a page of ${FOREIGN_ORIGIN}`);
}

/** Each API has one of the two paths, and answers the other as unknown. */
async function mustBeClosed(api: string, callers: readonly string[]): Promise<void> {
  const guesses = callers.map((name) => ({ [ORIGIN_HEADER]: randomUUID(), [CALLER_HEADER]: name }));
  for (const headers of [{}, ...guesses]) {
    const answers = await Promise.all(PATHS.map((path) => ask(`${api}${path}`, { headers })));
    const open = answers.find(({ status }) => status !== 403 && status !== 404);
    must(open === undefined, `${api} answers ${open && described(open)}`);
    if (!answers.some(({ status }) => status === 403)) throw new Unmet(`${api} has none of our routes`);
  }
}
