import * as v from 'valibot';
import { TokenCaller } from '../../edge-auth/config.ts';
import { ContractRights } from '../openapi/options.ts';

/** The file that the stage puts beside the bundle, in addition to the callers' rights. */
export const USERS_FILE = 'users.json';

export const StageUsers = v.strictObject({
  /** What a token's `iss` is, by the names of issuers. */
  issuers: v.record(v.string(), v.string()),
  /** As the guard gets them: the first one that a token fits is the request's caller. */
  callers: v.array(TokenCaller),
  /** The rights of these callers, by provider, in its terms. */
  rights: v.record(v.string(), ContractRights),
});
export type StageUsers = v.InferOutput<typeof StageUsers>;
