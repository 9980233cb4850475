import * as v from 'valibot';
import type { TermLimit } from '../../api/terms.ts';
import { type Rights, rightsSchema } from '../shared/rights/rights.ts';

/* The files that the stage puts beside the bundle, in addition to the callers' rights. */

/** The contract of one audience's routes. */
export const DOCUMENT_FILE = 'openapi.json';

/** Parameters with a choice of values, or with names, and the right that can reduce it. */
export const CHOICES_FILE = 'choices.json';

/** Parameters that name a token's user. A signed-in user may leave out a required one where rights leave one name. */
export const NAMED_USERS_FILE = 'named-users.json';

/** Operation id → parameter → the name of the limit in `only`. */
export const LimitedParameters = v.record(v.string(), v.record(v.string(), v.string()));
export type LimitedParameters = v.InferOutput<typeof LimitedParameters>;

/** Two providers may have terms with the same name, so the provider's id is put before it: `agora.roles`. */
export function limitName(provider: string, term: string): string {
  return `${provider}.${term}`;
}

const AnyLimit: v.GenericSchema<unknown, TermLimit> = v.union([v.array(v.string()), v.boolean(), v.number()]);

/** The callers' rights in the terms of all providers. */
export const ContractRights: v.GenericSchema<unknown, Rights> = rightsSchema(v.record(v.string(), AnyLimit));
