import { ApiError } from '../../api/errors.ts';
import type { Terms } from '../../api/terms.ts';
import { claimAt, hasWanted } from '../../edge-auth/bearer/claims.ts';
import { identityOf } from '../../edge-auth/bearer/identity-of.ts';
import { userRefusalText } from '../../edge-auth/bearer/user-refusal-text.ts';
import type { TokenCaller } from '../../edge-auth/config.ts';
import type { SignedInUser } from '../shared/identity/caller-header.ts';
import { type CallerRights, inShort } from '../shared/rights/rights.ts';
import { rightsOfUser } from '../shared/rights/user-rights.ts';
import type { DryRun } from './contract.ts';
import type { StageUsers } from './options.ts';

type Claims = Readonly<Record<string, unknown>>;

interface Asked {
  readonly caller?: string | undefined;
  readonly claims: Claims;
}

/**
 * What a caller's rights give to a user with these claims, by the guard's and the functions' own code.
 *
 * @throws ApiError `invalid_request` for a caller that isn't there, or whose requests have no user.
 */
export function dryRun(stage: StageUsers, { caller: name, claims }: Asked): DryRun {
  const caller = name === undefined ? firstFitting(stage, claims) : callerNamed(stage, name);
  if (caller === undefined)
    return { refusal: 'no caller of this stage is for a user with these claims', providers: {} };
  const found = caller.disabled ? { kind: 'callerDisabled' as const } : identityOf(caller, claims);
  const whose = { caller: caller.name, issuer: caller.issuer };
  if ('kind' in found) return { ...whose, refusal: userRefusalText(found), providers: {} };
  const { user } = found.identity;
  const given = Object.entries(stage.providers).flatMap(([id, { terms, rights }]) => {
    const own = rights[caller.name];
    return own && own.routes.length > 0 ? [[id, givenBy(terms, own, user)] as const] : [];
  });
  const values = Object.entries(user?.values ?? {}).map(([value, claim]) => [value, [...claim]]);
  return { ...whose, user: user?.name, values: Object.fromEntries(values), providers: Object.fromEntries(given) };
}

function firstFitting({ callers, issuers }: StageUsers, claims: Claims): TokenCaller | undefined {
  return callers.find(
    ({ issuer, where }) => hasWanted(claims, onlyGiven(issuers[issuer] ?? {}, claims)) && hasWanted(claims, where),
  );
}

/** A claim that is left out counts as right: an operator need not know what every token of an issuer has. */
function onlyGiven(wanted: Readonly<Record<string, readonly string[]>>, claims: Claims) {
  return Object.fromEntries(Object.entries(wanted).filter(([name]) => claimAt(claims, name) !== undefined));
}

function callerNamed({ callers }: StageUsers, name: string): TokenCaller {
  const found = callers.find((caller) => caller.name === name);
  if (found !== undefined) return found;
  const known = inShort(callers.map((caller) => caller.name));
  throw new ApiError('invalid_request', `caller must be one whose requests have a user’s token: ${known}`);
}

function givenBy(terms: Terms, rights: CallerRights, user: SignedInUser | undefined): DryRun['providers'][string] {
  const { projects, maximumLifetimeSeconds } = rights;
  const routes = [...rights.routes];
  try {
    const { only } = rightsOfUser(terms, rights, user);
    return {
      routes,
      limits: only as DryRun['providers'][string]['limits'],
      projects: projects && [...projects],
      maximumLifetimeSeconds,
    };
  } catch (error) {
    if (error instanceof ApiError) return { routes, refusal: error.message };
    throw error;
  }
}
