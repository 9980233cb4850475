import { openApiDocument } from '../../api/openapi.ts';
import type { Audience, Route } from '../../api/route.ts';
import { CHOICES_FILE, type ChoiceParameters, DOCUMENT_FILE, limitName } from '../../lambda/openapi/options.ts';

/** The files for the function that serves the contract: the OpenAPI document, and which parameters rights can limit. */
export function contractFiles(routes: readonly Route[], audience: Audience): Readonly<Record<string, string>> {
  return {
    [DOCUMENT_FILE]: JSON.stringify(openApiDocument(routes, { audience })),
    [CHOICES_FILE]: JSON.stringify(choiceParameters(routes)),
  };
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
