import * as v from 'valibot';
import { PROJECTS_RIGHT } from '../../api/project-parameter.ts';
import { type Audience, mayUse, type Route } from '../../api/route.ts';
import type { Choices, Names, Term, TermLimit, Terms } from '../../api/terms.ts';
import { type ProviderId, type ProviderTerms, providers } from '../../lambda/providers.ts';
import { MAX_LIFETIME_SECONDS } from '../../lambda/shared/rights/lifetime.ts';
import { withoutPlaceholders } from '../../lambda/shared/rights/placeholders.ts';
import { type Only, routeName } from '../../lambda/shared/rights/rights.ts';
import { section, wholeNumberOf } from '../../lambda/shared/settings/options.ts';
import { ProjectName } from './projects.ts';

/** An empty list would allow nothing, and is probably a mistake: `disabled` is there for that. */
function listOf<const T extends v.GenericSchema>(item: T, names: string) {
  return v.pipe(
    v.array(item, `a list of ${names}`),
    v.minLength(1, `one or more ${names}`),
    v.maxLength(100, `100 ${names} at most`),
  );
}

/** A section of limits, of which at least one must be given. */
function limiting<const E extends v.ObjectEntries>(entries: E) {
  return v.pipe(
    section(entries),
    v.check(
      (given) => Object.values(given).some((value) => value !== undefined),
      `at least one of ${Object.keys(entries).join(', ')}`,
    ),
  );
}

/** The schema of a term's limit, in the form that functions get it. */
function limitOf(term: Term): v.GenericSchema<unknown, TermLimit> {
  switch (term.kind) {
    case 'names':
      return listOf(patternOf(term), term.listed);
    case 'choices':
      return listOf(v.picklist(term.choices, choicesOf(term)), term.listed);
    case 'flag':
      return v.boolean('true or false');
    case 'count':
      return wholeNumberOf(term.unit, term.min, term.max);
  }
}

/** The schema of the limits on a provider's terms. */
export function limitsIn(terms: Terms) {
  return Object.fromEntries(
    Object.entries(terms).map(([name, term]) => [
      name,
      v.optional(v.pipe(limitOf(term), v.description(term.description))),
    ]),
  );
}

function patternOf({ expected, charset }: Names) {
  return v.pipe(
    v.string(expected),
    v.check(
      (text) => text !== '' && (charset?.test(withoutPlaceholders(text, '').replaceAll('*', '')) ?? true),
      expected,
    ),
    v.maxLength(128, expected),
  );
}

/** The choices as text, in quotes where one could be taken for a number. */
function choicesOf({ choices }: Choices): string {
  return choices.map((choice) => (/^\d/.test(choice) ? `'${choice}'` : choice)).join(' or ');
}

/** What can be limited of every provider, whatever its terms. */
const Projects = v.optional(
  v.pipe(
    listOf(ProjectName, 'projects'),
    // A caller with one project need not name it, so how many there are must be clear.
    v.check((names) => new Set(names).size === names.length, 'each project once'),
    v.description('The provider’s tokens of these [projects](#projects) only, where the stage has several.'),
  ),
);

type ProjectRight = { readonly [PROJECTS_RIGHT]?: readonly string[] | undefined };

/** What can be limited of a provider's tokens, by its id. */
type ProviderRights = { readonly [P in ProviderId]: Only<ProviderTerms[P]> & ProjectRight };

const providerRights = Object.fromEntries(
  providers.map(({ id, rights }) => [id, v.optional(limiting({ ...limitsIn(rights), [PROJECTS_RIGHT]: Projects }))]),
) as unknown as {
  readonly [P in keyof ProviderRights]: v.OptionalSchema<v.GenericSchema<ProviderRights[P]>, undefined>;
};

const ids = providers.map(({ id }) => id);

/** What a caller may ask for, of all that its audience may. A right that isn't given doesn't limit anything. */
export const RightsConfig = v.pipe(
  limiting({
    providers: v.optional(
      v.pipe(
        listOf(v.picklist(ids, `one of ${ids.join(', ')}`), 'providers'),
        v.description('The routes of these providers only.'),
      ),
    ),
    routes: v.optional(
      v.pipe(
        listOf(v.string('a route, such as /access_token or GET /access_token'), 'routes'),
        v.description(
          'These routes only: `/access_token` for all its methods, or `GET /access_token`. The contract (`/openapi.json`) is always allowed.',
        ),
      ),
    ),
    ...providerRights,
    maximumLifetimeSeconds: v.optional(
      v.pipe(
        wholeNumberOf('seconds', 1, MAX_LIFETIME_SECONDS),
        v.description(
          'Tokens that live no longer than this. Where a provider keeps tokens, the caller may see, change and delete only those that have no more than this left.',
        ),
      ),
    ),
  }),
  v.description('What the caller may ask for: see [Rights](#rights). By default, all that its audience may.'),
);
export type RightsConfig = v.InferOutput<typeof RightsConfig>;

/** The parts of a caller's configuration that its rights depend on. */
export interface RightsHolder {
  readonly audience: Audience;
  readonly rights?: RightsConfig | undefined;
}

/**
 * The routes that the caller may use. The contract of its audience is always among them: it gives no token. A caller that is
 * limited to some providers or routes can't look at the rights of others, unless it is one of its routes.
 */
export function routesOf({ audience, rights = {} }: RightsHolder, routes: readonly Route[]): Route[] {
  return routes.filter(
    (route) =>
      mayUse(audience, route.audience) &&
      ((route.provider === undefined && !route.needsUsers) ||
        ((rights.providers?.some((id) => id === route.provider) ?? true) &&
          (rights.routes?.some((name) => isNameOf(name, route)) ?? true))),
  );
}

/** The caller's limits on this provider's own terms; undefined where its rights don't name the provider. */
export function rightsOver(provider: ProviderId, rights: RightsConfig | undefined): Only | undefined {
  const { [provider]: given }: Partial<Record<ProviderId, Only>> = rights ?? {};
  if (given === undefined) return undefined;
  const { [PROJECTS_RIGHT]: _, ...terms } = given;
  return terms;
}

/** The provider's projects that the caller is limited to; undefined: all that the stage has. */
export function projectsRight(provider: ProviderId, rights: RightsConfig | undefined): readonly string[] | undefined {
  const own: Partial<Record<ProviderId, ProjectRight>> = rights ?? {};
  return own[provider]?.[PROJECTS_RIGHT];
}

export function isNameOf(name: string, route: Route): boolean {
  return name === route.path || name === routeName(route);
}
