import * as v from 'valibot';
import { evaluate, PolicyDocument } from '../iam/policy.ts';
import type { InvocationResult } from '../lambda/protocol.ts';
import { requestAuthorizerEvent, tokenAuthorizerEvent } from './authorizer-event.ts';
import { GatewayError } from './gateway-error.ts';
import { parameterValue } from './request-parameter.ts';
import type { AuthorizerSpec } from './rest-api.ts';
import { methodArn, type RoutedRequest } from './routed-request.ts';

/** The authorizer's part of the event for the function behind the method: principal and context, all as text. */
export type AuthorizerContext = Readonly<Record<string, string | number | null>> & { readonly principalId: string };

export interface Authorization {
  readonly context: AuthorizerContext;
  /** The value of the API key that the request counts under. */
  readonly usageIdentifierKey: string | undefined;
}

export type Authorize = (routed: RoutedRequest) => Promise<Authorization>;

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html */
const AuthorizerAnswer = v.object({
  principalId: v.string(),
  policyDocument: PolicyDocument,
  context: v.optional(v.record(v.string(), v.nullable(v.union([v.string(), v.number(), v.boolean()]))), {}),
  usageIdentifierKey: v.optional(v.string()),
});
type AuthorizerAnswer = v.InferOutput<typeof AuthorizerAnswer>;

/**
 * An authorizer. Its answer is cached for the TTL, by the values of all identity sources. The policy in the answer is
 * evaluated for every request, since it may allow some methods only.
 *
 * @param invoke invokes its function.
 * @param now ms
 * @throws GatewayError UNAUTHORIZED, ACCESS_DENIED, AUTHORIZER_FAILURE, AUTHORIZER_CONFIGURATION_ERROR
 */
export function authorizer(
  spec: AuthorizerSpec,
  invoke: (event: unknown) => Promise<InvocationResult>,
  now: () => number,
): Authorize {
  const kept = new Map<string, { answer: AuthorizerAnswer; until: number }>();

  async function answerFor(routed: RoutedRequest): Promise<AuthorizerAnswer & { readonly latencyMs: number }> {
    const identity = spec.identitySources.map((source) => parameterValue(source, routed.request, {}));
    if (identity.some((value) => !value)) throw new GatewayError('UNAUTHORIZED');
    if (spec.tokenPattern?.test(identity[0] ?? '') === false) throw new GatewayError('UNAUTHORIZED');
    const key = JSON.stringify(identity);
    const known = kept.get(key);
    if (known !== undefined && now() < known.until) return { ...known.answer, latencyMs: 0 };
    const startedAt = now();
    const event =
      spec.type === 'TOKEN' ? tokenAuthorizerEvent(routed, identity[0] ?? '') : requestAuthorizerEvent(routed);
    const answer = parse(await invoke(event));
    if (spec.ttlMs > 0) kept.set(key, { answer, until: now() + spec.ttlMs });
    return { ...answer, latencyMs: now() - startedAt };
  }

  return async (routed) => {
    const { principalId, policyDocument, context = {}, usageIdentifierKey, latencyMs } = await answerFor(routed);
    const decision = evaluate(policyDocument.Statement, 'execute-api:Invoke', methodArn(routed));
    if (decision === 'explicit deny') {
      throw new GatewayError('ACCESS_DENIED', 'User is not authorized to access this resource with an explicit deny');
    }
    if (decision !== 'allowed') throw new GatewayError('ACCESS_DENIED');
    const added = Object.entries(context).map(([name, value]) => [name, value === null ? null : String(value)]);
    return {
      context: { ...Object.fromEntries(added), principalId, integrationLatency: latencyMs },
      usageIdentifierKey,
    };
  };
}

function parse(result: InvocationResult): AuthorizerAnswer {
  if (!result.ok) {
    // API Gateway answers this error with 401, and all others with 500.
    if (result.error.errorMessage === 'Unauthorized') throw new GatewayError('UNAUTHORIZED');
    throw new GatewayError('AUTHORIZER_FAILURE');
  }
  const parsed = v.safeParse(AuthorizerAnswer, result.payload);
  if (!parsed.success) throw new GatewayError('AUTHORIZER_CONFIGURATION_ERROR');
  return parsed.output;
}
