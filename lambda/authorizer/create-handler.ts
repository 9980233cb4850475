import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { CALLER_HEADER, ORIGIN_HEADER } from '../../api/headers.ts';
import { contextOf } from '../shared/identity/authorizer-context.ts';
import { type Identity, readCallerHeader } from '../shared/identity/caller-header.ts';
import { causeOf, log } from '../shared/telemetry/log.ts';
import { type AuthorizerDecision, authorize, type Presented } from './authorize.ts';
import type { OriginSecret } from './origin-secret.ts';

/**
 * Allows requests that came through our own CloudFront distribution and from a caller of this API.
 *
 * @param callers who may use this API.
 * @param usageKeyOf gives the key that a caller's requests are counted under.
 * @returns a handler that throws when it can't decide; API Gateway's answer is then AUTHORIZER_FAILURE.
 */
export function createHandler(
  secret: OriginSecret,
  callers: readonly string[],
  usageKeyOf: (caller: string) => string,
) {
  async function decide(presented: Presented): Promise<AuthorizerDecision> {
    let decision = authorize(presented, await secret.accepted(), callers);
    for (const accepted of [secret.acceptedNow, secret.acceptedAtPrimary]) {
      if (accepted === undefined || decision.allow || decision.reason !== 'wrong_origin_secret') break;
      decision = authorize(presented, await accepted(), callers);
    }
    return decision;
  }

  return async (event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult> => {
    const { requestId } = event.requestContext;
    const presented = presentedIn(event);
    if (presented === undefined) {
      log({ level: 'info', message: 'denied', requestId, code: 'not_one_header_each' });
      return policy('Deny', event.methodArn, 'nobody');
    }
    try {
      const decision = await decide(presented);
      if (decision.allow) {
        const { caller, identity } = presented;
        return {
          ...policy('Allow', event.methodArn, caller),
          context: contextOf(identity),
          usageIdentifierKey: usageKeyOf(caller),
        };
      }
      log({ level: 'info', message: 'denied', requestId, code: decision.reason });
      return policy('Deny', event.methodArn, 'nobody');
    } catch (error) {
      log({ level: 'error', message: 'not decided', requestId, cause: causeOf(error) });
      // Lambda logs a thrown error with all its fields, so a new one is thrown instead.
      throw new Error('the origin secret can’t be read');
    }
  };
}

function presentedIn(
  event: APIGatewayRequestAuthorizerEvent,
): (Presented & { readonly identity: Identity }) | undefined {
  const originSecret = soleValue(event, ORIGIN_HEADER);
  const header = soleValue(event, CALLER_HEADER);
  const identity = header === undefined ? undefined : readCallerHeader(header);
  if (originSecret === undefined || identity === undefined) return undefined;
  return { originSecret, caller: identity.caller, identity };
}

/** CloudFront sends each header once. A header that comes twice, in upper or lower case, is ambiguous and refused. */
function soleValue(event: APIGatewayRequestAuthorizerEvent, name: string): string | undefined {
  const values = Object.entries(event.multiValueHeaders ?? {})
    .filter(([key]) => key.toLowerCase() === name)
    .flatMap(([, given]) => given ?? []);
  return values.length === 1 ? values[0] : undefined;
}

/**
 * A policy for every method of the API's stage, because API Gateway caches it and uses it for all of them.
 *
 * @param methodArn `arn:…:<api>/<stage>/GET/token`
 */
function policy(Effect: 'Allow' | 'Deny', methodArn: string, principalId: string): APIGatewayAuthorizerResult {
  const [api, stage] = methodArn.split('/', 2);
  return {
    principalId,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect, Resource: `${api}/${stage}/*/*` }],
    },
  };
}
