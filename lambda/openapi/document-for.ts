import type { OpenApiDocument } from '../../api/openapi-document.ts';
import { PROJECT, projectUnnamed } from '../../api/project-parameter.ts';
import type { Route } from '../../api/route.ts';
import { type CallerRights, routeName } from '../shared/rights/rights.ts';
import type { ChoiceParameters } from './options.ts';

interface Parameter {
  readonly name: string;
  readonly required: boolean;
  readonly schema: { readonly enum?: readonly string[]; readonly default?: string };
}

interface Operation {
  readonly operationId: string;
  /** Empty where no credentials are needed. */
  readonly security?: readonly unknown[];
  readonly parameters: readonly Parameter[];
}

/**
 * The part of an API's document for this caller: its routes, with the values that it may use. It also names the caller.
 */
export function documentFor(
  document: OpenApiDocument,
  choices: ChoiceParameters,
  caller: string,
  { routes, only }: CallerRights,
): OpenApiDocument {
  const allowed = new Set(routes);
  const paths = Object.entries(document.paths as Record<string, Record<string, Operation>>).flatMap(
    ([path, methods]) => {
      const own = Object.entries(methods).filter(
        ([method, { security }]) =>
          security?.length === 0 ||
          allowed.has(routeName({ method: method.toUpperCase() as Route['method'], path: path as Route['path'] })),
      );
      return own.length === 0
        ? []
        : [
            [
              path,
              Object.fromEntries(
                own.map(([method, operation]) => [method, narrowed(operation, choices[operation.operationId], only)]),
              ),
            ],
          ];
    },
  );
  return { ...document, paths: Object.fromEntries(paths), 'x-stagepass-caller': caller };
}

function narrowed(operation: Operation, limits: ChoiceParameters[string] = {}, only: CallerRights['only']): Operation {
  const parameters = operation.parameters.map((parameter) => {
    const allowed = only[limits[parameter.name] ?? ''];
    if (!Array.isArray(allowed) || parameter.schema.enum === undefined) return parameter;
    const { default: fallback, ...schema } = parameter.schema;
    const values = parameter.schema.enum.filter((value) => allowed.includes(value));
    if (parameter.name === PROJECT) return projectParameter(parameter, schema, values);
    // If the caller may not use the default value, it must always send one: so the parameter is required.
    return fallback === undefined || values.includes(fallback)
      ? { ...parameter, schema: { ...parameter.schema, enum: values } }
      : { ...parameter, required: true, schema: { ...schema, enum: values } };
  });
  return { ...operation, parameters };
}

/** Which project a request gets that names none depends on which ones the caller may choose. */
function projectParameter(parameter: Parameter, schema: Parameter['schema'], values: readonly string[]): Parameter {
  const unnamed = projectUnnamed(values);
  return {
    ...parameter,
    required: unnamed === undefined,
    schema: { ...schema, enum: values, ...(unnamed !== undefined && { default: unnamed }) },
  };
}
