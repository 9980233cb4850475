import type { OpenApiDocument } from '../../api/openapi-document.ts';
import type { Route } from '../../api/route.ts';
import { type CallerRights, routeName } from '../shared/rights/rights.ts';
import type { ChoiceParameters } from './options.ts';

interface Operation {
  readonly operationId: string;
  /** Empty where no credentials are needed. */
  readonly security?: readonly unknown[];
  readonly parameters: readonly {
    readonly name: string;
    readonly required: boolean;
    readonly schema: { readonly enum?: readonly string[]; readonly default?: string };
  }[];
}

/** What of an API's document is for this caller: its routes, with the values it may ask for. It says who that is, too. */
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
    // A default that isn't the caller's to have is no default: it must say what it wants.
    return fallback === undefined || values.includes(fallback)
      ? { ...parameter, schema: { ...parameter.schema, enum: values } }
      : { ...parameter, required: true, schema: { ...schema, enum: values } };
  });
  return { ...operation, parameters };
}
