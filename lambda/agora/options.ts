import * as v from 'valibot';
import { Lifetime } from '../shared/rights/lifetime.ts';
import { section } from '../shared/settings/options.ts';
import { tokenVersions } from './contract.ts';

/** How a stage vends Agora tokens: a part of the stage's configuration, handed to the function as it is. */
export const AgoraOptions = section({
  /** What is vended where the query doesn't choose. */
  tokenVersion: v.optional(v.picklist(tokenVersions, "'006' or '007'"), '006'),
  /** Whether a query may choose with `version`. */
  versionByQuery: v.optional(v.boolean('true or false'), false),
  lifetime: v.optional(Lifetime, {}),
});
export type AgoraOptions = v.InferOutput<typeof AgoraOptions>;
