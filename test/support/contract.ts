import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { documentAudience, openApiDocument } from '../../api/openapi.ts';
import { audiences, type Route } from '../../api/route.ts';
import { routes } from '../../lambda/contract.ts';

/*
 * Holds answers against the OpenAPI documents, as a client that was generated from them would.
 */

const ajv = new Ajv2020({ strict: false });
formats.default(ajv);
const documents = {
  client: openApiDocument(routes, { audience: 'client' }),
  admin: openApiDocument(routes, { audience: 'admin' }),
};
for (const audience of audiences) ajv.addSchema(documents[audience], `/${audience}`);

interface Operation {
  /** Each has a name of its own. */
  readonly responses: Readonly<Record<string, { readonly $ref: string }>>;
}

interface Answered {
  readonly status: number;
  readonly body: unknown;
}

/**
 * Is this an answer that the contract knows? What isn't a route of the contract is not looked at: a preflight, say.
 *
 * @param path without the query.
 * @throws Error that says what the contract doesn't know.
 */
export function expectContract(method: string, path: string, { status, body }: Answered): void {
  const route = routeOf(method, path);
  if (route === undefined) return;
  const audience = documentAudience(route);
  const paths = documents[audience].paths as Record<string, Record<string, Operation>>;
  const { $ref = '' } = paths[route.path]?.[method.toLowerCase()]?.responses[status] ?? {};
  const validate = ajv.getSchema(`/${audience}${$ref}/content/${pointer('application/json')}/schema`);
  const about = `${method} ${route.path} answered ${status}`;
  if (validate === undefined) throw new Error(`${about}, which its contract doesn’t name`);
  if (!validate(body)) throw new Error(`${about} with a body unlike its contract: ${ajv.errorsText(validate.errors)}`);
}

/** As API Gateway has it: a literal path goes before one with parameters. */
function routeOf(method: string, path: string): Route | undefined {
  const candidates = routes.filter((route) => route.method === method);
  const template = (route: Route) =>
    new RegExp(`^${route.path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`);
  return candidates.find((route) => route.path === path) ?? candidates.find((route) => template(route).test(path));
}

/** A part of a JSON pointer in a URL's fragment. */
function pointer(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}
