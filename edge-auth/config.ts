import * as v from 'valibot';
import { audiences } from '../api/route.ts';

const seconds = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A caller's name is a user name of Basic authentication (no colon) and is sent to the origin as a header value. */
const CallerName = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9._-]+$/, 'a caller’s name has letters, digits and . _ - only'),
);

const Region = v.pipe(v.string(), v.nonEmpty());

/** It is put between quotes in the `WWW-Authenticate` header without escaping. */
const Realm = v.pipe(v.string(), v.regex(/^[ !#-[\]-~]+$/, 'the realm is printable ASCII without " and \\'));

/**
 * As a browser sends it in `Origin`. It is compared as text, so it has no path, no slash at the end and no wildcard.
 */
const Origin = v.pipe(
  v.string(),
  v.regex(/^[a-z][a-z0-9+.-]*:\/\/[a-z0-9.:[\]_-]+$/, 'an origin is scheme://host or scheme://host:port'),
);

/** A claim by its name, or by a JSON pointer (RFC 6901) to it where the claim is inside another: `/realm_access/roles`. */
const Claim = v.pipe(v.string(), v.nonEmpty());

/** Claims with the values of which they must have one, as text. */
const WantedClaims = v.record(Claim, v.array(v.string()));

/** The algorithms that a token may be signed with: asymmetric ones only (RFC 7518 §3.1, RFC 8037 §3.1). */
export const algorithms = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'] as const;
export type Algorithm = (typeof algorithms)[number];

/** Who signs tokens for an app's users, and what a token of theirs must say. */
const Issuer = v.strictObject({
  /** Exactly what is in a token's `iss`. */
  issuer: v.pipe(v.string(), v.nonEmpty()),
  /** Where its public keys are. Undefined: its OpenID configuration says so, unless `jwks` has the keys. */
  jwksUri: v.optional(v.pipe(v.string(), v.nonEmpty())),
  /** Its public keys, as a JWK set (RFC 7517). With it, nothing is fetched. */
  jwks: v.optional(v.strictObject({ keys: v.array(v.record(v.string(), v.unknown())) })),
  algorithms: v.pipe(v.array(v.picklist(algorithms)), v.nonEmpty()),
  /** Of which `aud` must have one. */
  audience: v.optional(v.array(v.string())),
  /** Of which `client_id` must be one. */
  clientIds: v.optional(v.array(v.string())),
  /** Of which `azp` must be one. */
  authorizedParties: v.optional(v.array(v.string())),
  claims: WantedClaims,
  leewaySeconds: seconds,
});
export type Issuer = v.InferOutput<typeof Issuer>;

/** A caller whose requests have a user's token instead of a password. */
export const TokenCaller = v.strictObject({
  name: CallerName,
  audience: v.picklist(audiences),
  /** The name of one of the issuers. */
  issuer: v.string(),
  where: WantedClaims,
  /** The claim that names the user. */
  user: Claim,
  /** By the names that rights use: the claims that are passed on. */
  values: v.record(v.string(), Claim),
  /** Its users are refused, and get no other caller's rights instead. */
  disabled: v.optional(v.boolean()),
});
export type TokenCaller = v.InferOutput<typeof TokenCaller>;

const RoutePath = v.custom<`/${string}`>(
  (path) => typeof path === 'string' && path.startsWith('/'),
  'a route’s path starts with /',
);

/**
 * What the guard knows about its stage. It is in guard.json beside the guard's code, because Lambda@Edge has no
 * environment variables.
 */
export const GuardConfig = v.strictObject({
  /** What the browser shows when it asks for a name and a password. */
  realm: Realm,
  /** Where the secrets are: first their own region, then those of their replicas. The guard itself runs in many regions. */
  secretRegions: v.tupleWithRest([Region], Region),
  /** The callers with a password, by user name. */
  callers: v.record(
    CallerName,
    v.strictObject({ audience: v.picklist(audiences), secretId: v.pipe(v.string(), v.nonEmpty()) }),
  ),
  /** By the names that the configuration gives them. */
  issuers: v.record(v.string(), Issuer),
  /** The first one that a token fits is the request's caller. */
  tokenCallers: v.array(TokenCaller),
  /** Where the list of blocked users is; undefined on a stage without callers of signed-in users. */
  deniedUsers: v.optional(v.strictObject({ secretId: v.pipe(v.string(), v.nonEmpty()) })),
  /** The routes that this stage has. */
  routes: v.array(
    v.strictObject({
      method: v.picklist(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
      path: RoutePath,
      audience: v.picklist([...audiences, 'anybody']),
    }),
  ),
  /** The console's paths, including `/`. A path that is neither a route nor one of these gets a 404. */
  pages: v.array(RoutePath),
  allowedOrigins: v.array(Origin),
  /** For how long after a rotation the previous password still works. */
  graceSeconds: seconds,
  /** For how long a password is used before it is read again. */
  credentialsTtlSeconds: seconds,
  /** For how much longer it may be used while Secrets Manager can't be read. */
  credentialsStaleSeconds: seconds,
  /** Whether the callers' passwords rotate on a schedule. */
  passwordsRotate: v.boolean(),
  /** Whether the log says which user asked. */
  logSubjects: v.boolean(),
});
export type GuardConfig = v.InferOutput<typeof GuardConfig>;
