import * as v from 'valibot';
import { audiences } from '../api/route.ts';

const seconds = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A caller's name is a user name of Basic authentication (no colon) and is sent to the origin as a header value. */
const CallerName = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9._-]+$/, 'a caller’s name has letters, digits and . _ - only'),
);

/** It is put between quotes in the `WWW-Authenticate` header without escaping. */
const Realm = v.pipe(v.string(), v.regex(/^[ !#-[\]-~]+$/, 'the realm is printable ASCII without " and \\'));

/**
 * As a browser sends it in `Origin`. It is compared as text, so it has no path, no slash at the end and no wildcard.
 */
const Origin = v.pipe(
  v.string(),
  v.regex(/^[a-z][a-z0-9+.-]*:\/\/[a-z0-9.:[\]_-]+$/, 'an origin is scheme://host or scheme://host:port'),
);

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
  /** The region of the callers' secrets. The guard itself runs in many regions. */
  region: v.pipe(v.string(), v.nonEmpty()),
  /** By user name. */
  callers: v.record(
    CallerName,
    v.strictObject({ audience: v.picklist(audiences), secretId: v.pipe(v.string(), v.nonEmpty()) }),
  ),
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
});
export type GuardConfig = v.InferOutput<typeof GuardConfig>;
