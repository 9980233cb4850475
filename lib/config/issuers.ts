import * as v from 'valibot';
import { keySet } from '../../edge-auth/bearer/verification-keys.ts';
import { type Algorithm, algorithms } from '../../edge-auth/config.ts';
import { named } from '../../lambda/shared/settings/named.ts';
import { HttpsUrl, section, wholeNumberOf } from '../../lambda/shared/settings/options.ts';
import { WantedClaims } from './token-caller.ts';

/** Bounds of what stands in the guard's bundle. */
const mostOf = { issuers: 10, names: 20, keys: 20 } as const;

const IssuerName = v.pipe(
  v.string(),
  v.regex(/^[a-z][a-z0-9-]{0,31}$/, 'a name of 1 to 32 small letters, digits and hyphens that starts with a letter'),
);

function names(of: string) {
  return v.pipe(
    v.array(v.pipe(v.string(of), v.nonEmpty(of), v.maxLength(255, of)), `a list with ${of}`),
    v.minLength(1, `one or more: ${of}`),
    v.maxLength(mostOf.names, `${mostOf.names} at most`),
  );
}

const JWK =
  'a public key as a JWK (RFC 7517) with kid and kty: RSA of 2,048 to 8,192 bits, EC on P-256 or P-384, or OKP Ed25519, to verify with';

/** RFC 7518 §6.2.2, §6.3.2, §6.4.1. */
const PRIVATE_PARTS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

const Jwk = v.pipe(
  v.record(v.string(), v.unknown(), JWK),
  v.check((jwk) => typeof jwk.kid === 'string' && jwk.kid !== '', JWK),
  v.check(
    (jwk) => PRIVATE_PARTS.every((part) => jwk[part] === undefined),
    'a public key: this one is private or symmetric',
  ),
  v.check((jwk) => jwk.use === 'enc' || isUsable(jwk), JWK),
);

function isUsable(jwk: Record<string, unknown>): boolean {
  return keySet({ keys: [jwk] }).size > 0;
}

function fitsOneOf(jwk: Record<string, unknown>, pinned: readonly Algorithm[]): boolean {
  const [key] = [...keySet({ keys: [jwk] }).values()].flat();
  return key?.algorithms.some((algorithm) => pinned.includes(algorithm)) ?? false;
}

const ALGORITHM = `${algorithms.join(', ')}: with a symmetric one, whoever can check a token could also make one`;

const AUDIENCE_CHECKS = ['audience', 'clientIds', 'authorizedParties'] as const;

/** Who signs the tokens of an app's users, and what such a token must say. */
const IssuerConfig = v.pipe(
  section({
    issuer: v.pipe(
      HttpsUrl,
      v.description('Exactly what is in a token’s `iss`, with a slash at its end only if it has one there.'),
    ),
    jwksUri: v.optional(
      v.pipe(
        HttpsUrl,
        v.description('Where its public keys are. By default, `ISSUER/.well-known/openid-configuration` says that.'),
      ),
    ),
    jwks: v.optional(
      v.pipe(
        section({
          keys: v.pipe(
            v.array(Jwk, 'a list of keys'),
            v.minLength(1, 'one or more keys'),
            v.maxLength(mostOf.keys, `${mostOf.keys} keys at most`),
            v.description('Each with a `kid`, which a token’s header names. Keys for encryption are left alone.'),
          ),
        }),
        v.description('Its public keys, given here: then nothing is fetched. To change a key takes a deployment.'),
      ),
    ),
    algorithms: v.optional(
      v.pipe(
        v.array(v.picklist(algorithms, ALGORITHM), 'a list of algorithms'),
        v.minLength(1, 'one or more algorithms'),
        v.description(`What a token may be signed with: ${algorithms.join(', ')}.`),
      ),
      ['RS256'],
    ),
    audience: v.optional(
      v.pipe(names('an audience'), v.description('For whom a token must be: `aud` must have one of these.')),
    ),
    clientIds: v.optional(
      v.pipe(
        names('a client id'),
        v.description(
          'Which app it must have been given to: `client_id`, as in Cognito’s access tokens, must be one of these.',
        ),
      ),
    ),
    authorizedParties: v.optional(
      v.pipe(
        names('an authorized party'),
        v.description('The same by `azp`, as in Clerk’s tokens: it must be one of these.'),
      ),
    ),
    claims: v.optional(
      v.pipe(WantedClaims, v.description("Further claims that a token must have, such as `{ token_use: 'access' }`.")),
      {},
    ),
    leewaySeconds: v.optional(
      v.pipe(
        wholeNumberOf('seconds', 0, 120),
        v.description('By how much its clock and ours may differ, when `exp` and `nbf` are checked.'),
      ),
      5,
    ),
  }),
  v.check(
    (issuer) => AUDIENCE_CHECKS.some((name) => issuer[name] !== undefined),
    `at least one of ${AUDIENCE_CHECKS.join(', ')}: otherwise a token that was made for any other app would do here`,
  ),
  v.forward(
    v.check((issuer) => issuer.jwks === undefined || issuer.jwksUri === undefined, 'nothing beside jwks'),
    ['jwksUri'],
  ),
  v.forward(
    v.check(
      ({ jwks, algorithms: pinned }) => jwks === undefined || jwks.keys.some((key) => fitsOneOf(key, pinned)),
      'a key that fits one of the issuer’s algorithms (default RS256)',
    ),
    ['jwks'],
  ),
);
export type IssuerConfig = v.InferOutput<typeof IssuerConfig>;

export const Issuers = v.optional(
  v.pipe(
    named(IssuerName, IssuerConfig, 'an object of issuers by name'),
    v.check((issuers) => Object.keys(issuers).length <= mostOf.issuers, `${mostOf.issuers} issuers at most`),
    v.description(
      `Who signs the tokens of [signed-in users](signed-in-users.md), by names that callers’ \`token\` uses: at most ${mostOf.issuers}.`,
    ),
  ),
  {},
);
