import type { CloudFrontRequest, CloudFrontRequestEvent, CloudFrontResultResponse } from 'aws-lambda';
import { errorStatus } from '../api/errors.ts';
import { readAhead } from '../lambda/shared/secrets/ahead.ts';
import type { ReadSecret } from '../lambda/shared/secrets/secrets-manager.ts';
import { causeOf, type LogLine } from '../lambda/shared/telemetry/log.ts';
import { codeOf, errorAnswer, type Failure, healthyAnswer, preflightAnswer } from './answers.ts';
import { type BasicCredentials, parseBasicCredentials } from './basic-credentials.ts';
import { bearerToken } from './bearer/bearer-header.ts';
import { FETCH_TIMES, type FetchTimes } from './bearer/fetch-json.ts';
import { keysOfIssuers } from './bearer/keys-of-issuers.ts';
import { type SignedIn, signedInReader } from './bearer/signed-in.ts';
import type { GuardConfig } from './config.ts';
import { type Decision, decide, decideSignedIn, decideWithoutCredentials } from './decide.ts';
import { denyList, noDenyList } from './denied-users.ts';
import { type CallerPasswords, callerPasswords } from './passwords.ts';
import { routesAt } from './paths.ts';
import { forwarded, hasParameter, readViewerRequest, type ViewerRequest } from './viewer-request.ts';

export interface GuardDependencies {
  readonly readerOf: (secretId: string) => ReadSecret;
  /** By issuers' names: where their keys are read from instead of where the configuration says. */
  readonly keyUrls?: Readonly<Record<string, string>>;
  /** For reading issuers' keys. */
  readonly fetchTimes?: FetchTimes;
  /** In ms since 1970. */
  readonly now: () => number;
  readonly log: (line: LogLine) => void;
}

/**
 * Returns the request that CloudFront forwards, or the answer that it gives. Never rejects: an error page of
 * CloudFront's own has no CORS headers.
 */
export interface Guard {
  (event: CloudFrontRequestEvent): Promise<CloudFrontRequest | CloudFrontResultResponse>;
  /** Before the first request: reads what most requests need, or opens a connection for it. Never rejects. */
  readAhead(): Promise<void>;
}

/**
 * The most callers whose passwords are all read ahead. Each is a request that is paid for at every start, and a connection
 * with its handshake, while one instance meets few callers.
 */
export const MOST_READ_AHEAD = 4;

/**
 * Lambda@Edge ends a request after 5 s, without CORS headers. A first reading fails by itself before this time, but some
 * requests need a second one.
 */
const ANSWER_MS = 4_400;

/** What the log may say of who asked. */
type About = Pick<LogLine, 'caller' | 'issuer' | 'user' | 'fault' | 'cause'>;

interface Decided {
  readonly decision: Decision;
  readonly about: About;
  /** What the origin is told of who asks, if the request may pass. */
  readonly header: string;
}

export function createGuard(
  config: GuardConfig,
  { readerOf, keyUrls = {}, fetchTimes: times = FETCH_TIMES, now, log }: GuardDependencies,
): Guard {
  const options = {
    graceMs: config.graceSeconds * 1000,
    ttlMs: config.credentialsTtlSeconds * 1000,
    staleMs: config.credentialsStaleSeconds * 1000,
    takesPending: config.passwordsRotate,
  };
  const passwordsByCaller = new Map(
    Object.entries(config.callers).map(([caller, { secretId }]) => [
      caller,
      callerPasswords(caller, options, { read: readerOf(secretId), now, log }),
    ]),
  );

  const signedIn = signedInReader(config, keysOfIssuers(config.issuers, { keyUrls, times, now, log }), now);
  const denied =
    config.deniedUsers === undefined
      ? noDenyList
      : denyList(options.ttlMs, { read: readerOf(config.deniedUsers.secretId), now, log });
  const takesTokens = config.tokenCallers.length > 0;

  /** The passwords that were read last, if that failed: Secrets Manager may be down, for the other callers too. */
  function unreadable(): CallerPasswords | undefined {
    const [last] = [...passwordsByCaller.values()].sort((one, other) => other.lastReading().at - one.lastReading().at);
    return last?.lastReading().failed ? last : undefined;
  }

  async function decideOn(request: ViewerRequest, credentials: BasicCredentials | undefined): Promise<Decision> {
    const decided = decideWithoutCredentials(request, config);
    if (decided !== undefined) return decided;
    if (credentials === undefined) return decide(request, credentials, [], config);
    const passwords = passwordsByCaller.get(credentials.username);
    const accepted = passwords === undefined ? [] : await passwords.accepted().catch(() => 'unavailable' as const);
    const decision = decide(request, credentials, accepted, config);
    if (decision.kind !== 'challenge') return decision;

    // No secret is read for an unknown name: anybody could cause such readings. During an outage it is different. Known
    // names are answered with `unavailable`, so unknown names must be too, or the answers would show which names exist.
    // To notice the end of the outage, an unknown name has the secret read again that could not be read.
    const newer = await (passwords ?? unreadable())?.acceptedNow();
    const atLast = passwords && newer ? decide(request, credentials, newer, config) : decision;
    return atLast.kind === 'challenge' && unreadable() ? { kind: 'unavailable' } : atLast;
  }

  function refuse(failure: Failure, request: ViewerRequest | undefined, about: About) {
    const code = codeOf[failure.kind];
    const status = errorStatus[code];
    const { requestId, method, path, origin } = request ?? { requestId: '', method: '', path: '', origin: undefined };
    // A path may contain anything, so the route is logged instead. For the same reason a name is only logged if a
    // caller has it.
    const [route] = routesAt(path, config.routes);
    log({
      level: status >= 500 ? 'error' : 'info',
      message: 'refused',
      requestId,
      ...about,
      ...(route && { route: `${method} ${route.path}` }),
      status,
      code,
    });
    return errorAnswer(failure, { requestId, origin }, config);
  }

  async function decideByPassword(request: ViewerRequest): Promise<Decided> {
    const credentials = parseBasicCredentials(request.authorization);
    const decision = await decideOn(request, credentials);
    const named = credentials?.username ?? '';
    return { decision, about: passwordsByCaller.has(named) ? { caller: named } : {}, header: named };
  }

  async function decideByBearer(request: ViewerRequest, bearer: { token: string } | 'invalid'): Promise<Decided> {
    const decided = decideWithoutCredentials(request, config);
    if (decided !== undefined) return { decision: decided, about: {}, header: '' };
    if (bearer === 'invalid') return { decision: { kind: 'invalidBearer' }, about: {}, header: '' };
    // In parallel: both may be read from far away, and there are 5 s in all.
    const [found, isDenied] = await Promise.all([signedIn(bearer.token), denied.known()]);
    const header = found.kind === 'signedIn' ? found.header : '';
    return { decision: decideSignedIn(request, found, isDenied, config), about: aboutUser(found, config), header };
  }

  const guard = async (event: CloudFrontRequestEvent) => {
    let request: ViewerRequest | undefined;
    try {
      request = readViewerRequest(event);
      const { authorization } = request;
      const bearer = takesTokens ? bearerToken(authorization, hasParameter(event, 'access_token')) : 'none';
      const { decision, about, header } = await inTime(
        bearer === 'none' ? decideByPassword(request) : decideByBearer(request, bearer),
      );
      if (decision.kind === 'allow') return forwarded(event, header);
      if (decision.kind === 'preflight') return preflightAnswer(request, config);
      if (decision.kind === 'healthy') return healthyAnswer(request, config);
      return refuse(decision, request, about);
    } catch (error) {
      return refuse({ kind: 'failed' }, request, { cause: causeOf(error) });
    }
  };

  /** Of many callers one is read: with it the SDK is loaded whole, and has a connection that the next reading uses. */
  async function readSecretsAhead(): Promise<void> {
    const callers = [...passwordsByCaller.values()];
    const some = callers.length > MOST_READ_AHEAD ? callers.slice(0, 1) : callers;
    await readAhead(denied.ahead(), ...some.map((passwords) => passwords.ahead()));
  }

  return Object.assign(guard, { readAhead: readSecretsAhead });
}

async function inTime(deciding: Promise<Decided>): Promise<Decided> {
  const { promise: late, resolve } = Promise.withResolvers<Decided>();
  const timer = setTimeout(resolve, ANSWER_MS, { decision: { kind: 'unavailable' }, about: {}, header: '' });
  try {
    return await Promise.race([deciding, late]);
  } finally {
    clearTimeout(timer);
  }
}

function aboutUser(found: SignedIn, { logSubjects }: Pick<GuardConfig, 'logSubjects'>): About {
  if (found.kind === 'refused') {
    const { refusal, caller, issuer } = found;
    const fault = refusal.kind === 'invalidToken' ? refusal.fault : undefined;
    return { ...(caller && { caller }), ...(issuer && { issuer }), ...(fault && { fault }) };
  }
  const { caller, user } = found.identity;
  return { caller, ...(user && { issuer: user.issuer, ...(logSubjects && { user: user.name }) }) };
}
