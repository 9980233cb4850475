import * as v from 'valibot';
import { fields, optional, text } from '../../api/body.ts';
import { named } from '../../api/named.ts';
import { query } from '../../api/query.ts';
import type { Route } from '../../api/route.ts';
import { seenFirst } from '../../api/seen-first.ts';

const CLAIMS = 'must be an object: claims as a token has them';

/** Of any kind, also inside each other. A record of valibot would take a list. */
const Claims = seenFirst(v.record(v.string(), v.unknown(), CLAIMS), (given) =>
  Array.isArray(given) ? { refusal: v.custom<never>(() => false, CLAIMS) } : { value: given },
);

const GivenByProvider = v.pipe(
  v.strictObject({
    routes: v.pipe(v.array(v.string()), v.description('The routes that the user may ask.')),
    limits: v.pipe(
      v.optional(v.record(v.string(), v.union([v.array(v.string()), v.boolean(), v.number()]))),
      v.description('By the terms of rights: what a token may say, with the claims’ values put in.'),
    ),
    projects: v.pipe(
      v.optional(v.array(v.string())),
      v.description('The projects that the user may choose, where rights limit them.'),
    ),
    maximumLifetimeSeconds: v.optional(v.number()),
    refusal: v.pipe(v.optional(v.string()), v.description('Why each request of the user for these routes is refused.')),
  }),
  named('GivenByProvider'),
);

export const DryRun = v.pipe(
  v.strictObject({
    caller: v.pipe(v.optional(v.string()), v.description('Whose rights the user gets. Left out where no caller fits.')),
    issuer: v.pipe(v.optional(v.string()), v.description('Whose tokens are those of the caller.')),
    user: v.pipe(v.optional(v.string()), v.description('What stands for {user} in rights, and in the log.')),
    values: v.pipe(
      v.optional(v.record(v.string(), v.array(v.string()))),
      v.description('What stands for other names in braces.'),
    ),
    refusal: v.pipe(v.optional(v.string()), v.description('Why every request of the user is refused.')),
    providers: v.pipe(v.record(v.string(), GivenByProvider), v.description('By the ids of providers.')),
  }),
  named('DryRun'),
  v.examples([
    {
      caller: 'members',
      issuer: 'app',
      user: 'ada',
      values: { tenant: ['acme'] },
      providers: {},
    },
  ]),
);
export type DryRun = v.InferOutput<typeof DryRun>;

export const dryRunRoute = {
  name: 'dryRun',
  method: 'POST',
  path: '/admin/dry_run',
  example: '/admin/dry_run',
  audience: 'admin',
  needsUsers: true,
  summary:
    'What a caller’s rights would give to a signed-in user with these claims. It makes no token, and takes for granted that the user’s own would be right, and that the user isn’t blocked.',
  query: query({}),
  body: v.pipe(
    fields({
      caller: optional(
        v.pipe(
          text(64),
          v.description('The caller, even if these aren’t claims of its users. Default: the first one that they fit.'),
        ),
      ),
      claims: v.pipe(Claims, v.description('The claims of the user’s token. They are neither kept nor logged.')),
    }),
    named('DryRunClaims'),
    v.examples([{ claims: { sub: 'ada', groups: ['members'] } }]),
  ),
  response: DryRun,
  failures: [],
} as const satisfies Route;
