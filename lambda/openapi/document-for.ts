import type { OpenApiDocument } from '../../api/openapi-document.ts';
import { resolved, withoutUnused } from '../../api/openapi-references.ts';
import { PROJECT, projectUnnamed } from '../../api/project-parameter.ts';
import type { Route } from '../../api/route.ts';
import type { SignedInUser } from '../shared/identity/caller-header.ts';
import { matchesPattern } from '../shared/rights/name-pattern.ts';
import { placeholderNames, USER_VALUE } from '../shared/rights/placeholders.ts';
import { type CallerRights, routeName } from '../shared/rights/rights.ts';
import type { StageContract } from './create-handler.ts';
import { withinLifetime } from './within-lifetime.ts';

interface Parameter {
  readonly name: string;
  readonly required: boolean;
  readonly example?: unknown;
  readonly schema: { readonly enum?: readonly string[]; readonly default?: string; readonly maxLength?: number };
}

interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  /** Empty where no credentials are needed. */
  readonly security?: readonly unknown[];
  readonly parameters: readonly (Parameter | { readonly $ref: string })[];
}

type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

/**
 * The part of an API's document for this caller: its routes, with the values that it may use. It also names the caller.
 *
 * @param user undefined for a caller with a password.
 */
export function documentFor(
  { document: whole, choices, namedUsers }: StageContract,
  caller: string,
  { routes, only, maximumLifetimeSeconds }: CallerRights,
  user: SignedInUser | undefined,
): OpenApiDocument {
  const document = withinLifetime(whole, maximumLifetimeSeconds);
  const allowed = new Set(routes);
  const narrowed = (operation: Operation): Operation => {
    const { [operation.operationId]: limits = {} } = choices;
    const { [operation.operationId]: users = {} } = namedUsers;
    const parameters = operation.parameters.map((given) => {
      const parameter = resolved<Parameter>(document, given);
      const ofUser = users[parameter.name];
      const own =
        ofUser === undefined
          ? withChoices(parameter, only[limits[parameter.name] ?? ''])
          : withRequired(parameter, user === undefined || !leavesOneName(only[ofUser], user));
      return own === parameter ? given : own;
    });
    return { ...operation, parameters };
  };
  const paths: [string, Readonly<Record<string, Operation>>][] = Object.entries(document.paths as Paths).map(
    ([path, methods]) => [
      path,
      Object.fromEntries(
        Object.entries(methods)
          .filter(
            ([method, { security }]) =>
              security?.length === 0 ||
              allowed.has(routeName({ method: method.toUpperCase() as Route['method'], path: path as Route['path'] })),
          )
          .map(([method, operation]) => [method, narrowed(operation)]),
      ),
    ],
  );
  const own = paths.filter(([, methods]) => Object.keys(methods).length > 0);
  const used = new Set(own.flatMap(([, methods]) => Object.values(methods).flatMap(({ tags }) => tags)));
  return withoutUnused({
    ...document,
    tags: (document.tags as readonly { readonly name: string }[]).filter(({ name }) => used.has(name)),
    paths: Object.fromEntries(own),
    'x-stagepass-caller': caller,
  });
}

function withRequired(parameter: Parameter, required: boolean): Parameter {
  return required === parameter.required ? parameter : { ...parameter, required };
}

/** @param allowed the values that rights leave; anything but a list where they leave all. */
function withChoices(parameter: Parameter, allowed: unknown): Parameter {
  if (!Array.isArray(allowed)) return parameter;
  if (parameter.schema.enum === undefined) return withExample(parameter, allowed);
  const { default: fallback, ...schema } = parameter.schema;
  const values = parameter.schema.enum.filter((value) => allowed.includes(value));
  const example = values.includes(String(parameter.example)) ? parameter.example : values[0];
  const own = { ...parameter, ...(example !== undefined && { example }), schema: { ...schema, enum: values } };
  // Which project a request gets that names none depends on which ones the caller may choose.
  const left = parameter.name === PROJECT ? projectUnnamed(values) : fallback;
  if (left !== undefined && values.includes(left)) {
    return { ...own, required: false, schema: { ...own.schema, default: left } };
  }
  // If the caller may not use the default value, it must always send one: so the parameter is required.
  return { ...own, required: parameter.name === PROJECT || fallback !== undefined || parameter.required };
}

/** An example that one of the patterns takes, if a pattern without a user’s values gives one. */
function withExample(parameter: Parameter, patterns: readonly string[]): Parameter {
  const { example, schema } = parameter;
  if (typeof example !== 'string' || patterns.some((pattern) => matchesPattern(pattern, example))) return parameter;
  const own = patterns
    .filter((pattern) => placeholderNames(pattern).length === 0)
    .map((pattern) => pattern.replaceAll('*', '1'))
    .find(({ length }) => length <= (schema.maxLength ?? Number.POSITIVE_INFINITY));
  return own === undefined ? parameter : { ...parameter, example: own };
}

/** Whether the rights leave this user one name, which a request gets that has none. */
function leavesOneName(patterns: unknown, { values }: SignedInUser): boolean {
  const [sole, ...others] = new Set(Array.isArray(patterns) ? (patterns as readonly string[]) : []);
  if (sole === undefined || others.length > 0 || sole.includes('*')) return false;
  return placeholderNames(sole).every((name) => name === USER_VALUE || values[name]?.length === 1);
}
