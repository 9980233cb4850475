import * as v from 'valibot';
import type { Names } from '../../api/terms.ts';
import { TokenCaller } from '../../edge-auth/config.ts';
import { ContractRights } from '../openapi/options.ts';

/** The file that the stage puts beside the bundle, in addition to the callers' rights. */
export const USERS_FILE = 'users.json';

/** What user-rights.ts must know of a term, as JSON: the list of providers itself would bring all of them into the bundle. */
const NamesTerm = v.pipe(
  v.strictObject({
    called: v.string(),
    listed: v.string(),
    charset: v.optional(v.strictObject({ source: v.string(), flags: v.string() })),
  }),
  v.transform(
    ({ charset, ...term }): Names => ({
      ...term,
      kind: 'names',
      expected: '',
      description: '',
      ...(charset && { charset: new RegExp(charset.source, charset.flags) }),
    }),
  ),
);

export const StageUsers = v.strictObject({
  /** By the names of issuers: the values of which their tokens have one, by claim. */
  issuers: v.record(v.string(), v.record(v.string(), v.array(v.string()))),
  /** As the guard gets them: the first one that a token fits is the request's caller. */
  callers: v.array(TokenCaller),
  /** By id: the terms that list names, and the callers’ rights to its routes. */
  providers: v.record(v.string(), v.strictObject({ terms: v.record(v.string(), NamesTerm), rights: ContractRights })),
});
export type StageUsers = v.InferOutput<typeof StageUsers>;
