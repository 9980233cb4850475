import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as v from 'valibot';
import type { Identity } from './caller-header.ts';

/*
 * What the authorizer passes on to functions: texts only, since API Gateway takes no nested values there. So the values of
 * claims are in one text, as JSON.
 */

const Values = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.array(v.string())));

/** The authorizer’s context for this identity. */
export function contextOf({ caller, user }: Identity): Record<string, string> {
  if (user === undefined) return { caller };
  return { caller, user: user.name, issuer: user.issuer, values: JSON.stringify(user.values) };
}

/**
 * Who asks, as the authorizer passed it on. The request’s header says the same, but it would also be there if the API had
 * no authorizer. Without an authorizer the caller is '', which has no rights.
 *
 * @throws Error for a context that the authorizer doesn’t write.
 */
export function identityOf({ requestContext }: APIGatewayProxyEvent): Identity {
  const { caller, user, issuer, values } = requestContext.authorizer ?? {};
  if (user === undefined) return { caller: String(caller ?? '') };
  return {
    caller: String(caller ?? ''),
    user: { name: String(user), issuer: String(issuer), values: v.parse(Values, values) },
  };
}
