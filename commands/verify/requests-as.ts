import type { ErrorCode } from '../../api/errors.ts';
import type { Route } from '../../api/route.ts';
import { valuesAt } from '../../edge-auth/bearer/claims.ts';
import { userIn } from '../../edge-auth/bearer/identity-of.ts';
import { parseJsonWebToken } from '../../edge-auth/bearer/json-web-token.ts';
import type { ProviderId } from '../../lambda/providers.ts';
import { placeholderNames, USER_VALUE } from '../../lambda/shared/rights/placeholders.ts';
import type { CallerConfig } from '../../lib/config/caller.ts';
import { requestWithin } from '../../lib/config/first-user-request.ts';
import { examplesFor, type ProjectExample } from '../../lib/config/projects-of-caller.ts';
import { type RightsConfig, rightsOver } from '../../lib/config/rights.ts';
import type { StageConfig } from '../../lib/config/stage.ts';
import { type CallerToken, claimsOf } from '../../lib/config/token-caller.ts';

/** A request for a token. */
export interface AskedExample extends ProjectExample {
  /**
   * What may be answered though nothing is wrong: `not_allowed` where it may be more than the rights allow, and
   * `invalid_request` where it was changed, since the route may not take the parts of it together.
   */
  readonly excused: readonly ErrorCode[];
}

/**
 * What to ask of a route, for each project that the caller may choose: the route's example. With a user's token, it is
 * changed to what the rights allow this user.
 */
export function requestsAs(
  stage: StageConfig,
  route: Route,
  { rights, token }: Pick<CallerConfig, 'rights' | 'token'>,
  authorization: string,
): AskedExample[] {
  const examples = examplesFor(stage, route, rights);
  if (token === undefined)
    return examples.map((each) => ({ ...each, excused: rights === undefined ? [] : ['not_allowed'] }));
  const values = valuesIn(authorization, token);
  return examples.map(({ project, example }) => {
    const request = requestWithin(example, route, rights, values);
    if (request !== undefined) {
      return { project, example: request.path, excused: request.path === example ? [] : ['invalid_request'] };
    }
    // All of this provider's routes refuse a user without the claim.
    const lacksClaim = neededBy(route, rights).some((name) => values[name] === undefined);
    return { project, example, excused: lacksClaim ? [] : ['not_allowed'] };
  });
}

/** The values of this token's claims, by the names that rights use. Nothing is verified here: the stage does that. */
function valuesIn(authorization: string, token: CallerToken): Record<string, string> {
  const parsed = parseJsonWebToken(authorization.replace(/^Bearer /, ''));
  if (typeof parsed === 'string') return {};
  return Object.fromEntries(
    Object.entries(claimsOf(token)).flatMap(([name, claim]) => {
      const value = name === USER_VALUE ? userIn(parsed.claims, claim) : valuesAt(parsed.claims, claim)?.[0];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function neededBy({ provider }: Route, rights: RightsConfig | undefined): string[] {
  return Object.values(rightsOver(provider as ProviderId, rights) ?? {})
    .flatMap((limit) => (Array.isArray(limit) ? limit : []))
    .flatMap(placeholderNames);
}
