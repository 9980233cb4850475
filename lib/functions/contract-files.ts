import { type Credentials, openApiDocument } from '../../api/openapi.ts';
import { jsonSchemaOf } from '../../api/openapi-schemas.ts';
import type { Audience, Route } from '../../api/route.ts';
import {
  CHOICES_FILE,
  DOCUMENT_FILE,
  type LimitedParameters,
  limitName,
  NAMED_USERS_FILE,
} from '../../lambda/openapi/options.ts';
import { tagsFor } from '../../lambda/openapi/tags.ts';
import { passwordCallers, type StageConfig, tokenCallers } from '../config/stage.ts';

/**
 * The files for the function that serves the contract: the OpenAPI document, which parameters rights can limit, and which
 * may be filled in for a signed-in user.
 */
export function contractFiles(
  routes: readonly Route[],
  audience: Audience,
  credentials?: readonly Credentials[],
): Readonly<Record<string, string>> {
  const document = openApiDocument(routes, { audience, credentials, tags: tagsFor(audience) });
  return {
    [DOCUMENT_FILE]: JSON.stringify(document),
    [CHOICES_FILE]: JSON.stringify(choiceParameters(routes)),
    [NAMED_USERS_FILE]: JSON.stringify(userParameters(routes)),
  };
}

/** What the stage's callers prove who they are with. */
export function credentialsOf(stage: StageConfig): Credentials[] {
  const has = { basic: passwordCallers(stage).length > 0, bearer: tokenCallers(stage).length > 0 };
  return (['basic', 'bearer'] as const).filter((name) => has[name]);
}

function choiceParameters(routes: readonly Route[]): LimitedParameters {
  const found = routes.map(({ name, provider = '', rights = {} }): [string, Record<string, string>] => [
    name,
    Object.fromEntries(
      Object.entries(rights).flatMap(([term, each]) =>
        'parameter' in each && (each.kind === 'choices' || each.kind === 'names')
          ? [[each.parameter, limitName(provider, term)]]
          : [],
      ),
    ),
  ]);
  return Object.fromEntries(found.filter(([, limits]) => Object.keys(limits).length > 0));
}

/** The parameters that name a route's user, where the request of a caller with a password must have one. */
function userParameters(routes: readonly Route[]): LimitedParameters {
  return Object.fromEntries(
    routes.flatMap(({ name, provider = '', user, query }): [string, Record<string, string>][] => {
      const isRequired = user !== undefined && jsonSchemaOf(query, 'input').required?.includes(user.field);
      return isRequired ? [[name, { [user.field]: limitName(provider, user.term) }]] : [];
    }),
  );
}
