import { type Credentials, openApiDocument } from '../../api/openapi.ts';
import type { Audience, Route } from '../../api/route.ts';
import { CHOICES_FILE, type ChoiceParameters, DOCUMENT_FILE, limitName } from '../../lambda/openapi/options.ts';
import { passwordCallers, type StageConfig, tokenCallers } from '../config/stage.ts';

/** The files for the function that serves the contract: the OpenAPI document, and which parameters rights can limit. */
export function contractFiles(
  routes: readonly Route[],
  audience: Audience,
  credentials?: readonly Credentials[],
): Readonly<Record<string, string>> {
  return {
    [DOCUMENT_FILE]: JSON.stringify(openApiDocument(routes, { audience, credentials })),
    [CHOICES_FILE]: JSON.stringify(choiceParameters(routes)),
  };
}

/** What the stage's callers prove who they are with. */
export function credentialsOf(stage: StageConfig): Credentials[] {
  const has = { basic: passwordCallers(stage).length > 0, bearer: tokenCallers(stage).length > 0 };
  return (['basic', 'bearer'] as const).filter((name) => has[name]);
}

function choiceParameters(routes: readonly Route[]): ChoiceParameters {
  const found = routes.map(({ name, provider = '', rights = {} }): [string, Record<string, string>] => [
    name,
    Object.fromEntries(
      Object.entries(rights).flatMap(([term, each]) =>
        each.kind === 'choices' ? [[each.parameter, limitName(provider, term)]] : [],
      ),
    ),
  ]);
  return Object.fromEntries(found.filter(([, limits]) => Object.keys(limits).length > 0));
}
