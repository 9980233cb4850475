import type { CloudFrontRequest, CloudFrontRequestEvent, CloudFrontResultResponse } from 'aws-lambda';
import { errorStatus } from '../api/errors.ts';
import type { ReadSecret } from '../lambda/shared/secrets/secrets-manager.ts';
import { causeOf, type LogLine } from '../lambda/shared/telemetry/log.ts';
import { codeOf, errorAnswer, type Failure, healthyAnswer, preflightAnswer } from './answers.ts';
import { type BasicCredentials, parseBasicCredentials } from './basic-credentials.ts';
import type { GuardConfig } from './config.ts';
import { type Decision, decide, decideWithoutCredentials } from './decide.ts';
import { type CallerPasswords, callerPasswords } from './passwords.ts';
import { routesAt } from './paths.ts';
import { forwarded, readViewerRequest, type ViewerRequest } from './viewer-request.ts';

export interface GuardDependencies {
  readonly readerOf: (secretId: string) => ReadSecret;
  /** In ms since 1970. */
  readonly now: () => number;
  readonly log: (line: LogLine) => void;
}

/** Gives CloudFront the request to send on, or the answer to give. Never rejects: CloudFront's own error has no CORS. */
export type Guard = (event: CloudFrontRequestEvent) => Promise<CloudFrontRequest | CloudFrontResultResponse>;

export function createGuard(config: GuardConfig, { readerOf, now, log }: GuardDependencies): Guard {
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

  /** The caller whose secret was the last one tried, if it couldn't be read: then none may be readable just now. */
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

    // Nothing is read for a name we don't know: that would be anybody's to cause. Only an outage, once one is met, is
    // anybody's to find over, and until then all get the same answer: else it would tell such a name from others.
    const newer = await (passwords ?? unreadable())?.acceptedNow();
    const atLast = passwords && newer ? decide(request, credentials, newer, config) : decision;
    return atLast.kind === 'challenge' && unreadable() ? { kind: 'unavailable' } : atLast;
  }

  function refuse(refused: Failure, request: ViewerRequest | undefined, about: Pick<LogLine, 'caller' | 'cause'>) {
    const code = codeOf[refused.kind];
    const status = errorStatus[code];
    const { requestId, method, path, origin } = request ?? { requestId: '', method: '', path: '', origin: undefined };
    // The route, not the path: a path may hold anything. A name only if it is a caller's, for the same reason.
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
    return errorAnswer(refused, { requestId, origin }, config);
  }

  return async (event) => {
    let request: ViewerRequest | undefined;
    try {
      request = readViewerRequest(event);
      const credentials = parseBasicCredentials(request.authorization);
      const decision = await decideOn(request, credentials);
      if (decision.kind === 'allow') return forwarded(event, decision.caller);
      if (decision.kind === 'preflight') return preflightAnswer(request, config);
      if (decision.kind === 'healthy') return healthyAnswer(request, config);
      const named = credentials?.username ?? '';
      return refuse(decision, request, passwordsByCaller.has(named) ? { caller: named } : {});
    } catch (error) {
      return refuse({ kind: 'failed' }, request, { cause: causeOf(error) });
    }
  };
}
