import type { ApiRequest } from './request.ts';

/** A place in a request that a template names, such as `method.request.header.Origin`. */
export interface RequestParameter {
  readonly in: 'header' | 'querystring' | 'path';
  readonly name: string;
}

/** @returns undefined for an expression of another form. */
export function parseRequestParameter(expression: string): RequestParameter | undefined {
  const [, place, name] = /^method\.request\.(header|querystring|path)\.(.+)$/.exec(expression) ?? [];
  return place === undefined || name === undefined ? undefined : { in: place as RequestParameter['in'], name };
}

/** The parameter's last value, which is the one that API Gateway uses; undefined if it isn't given. */
export function parameterValue(
  { in: place, name }: RequestParameter,
  request: ApiRequest,
  pathParameters: Readonly<Record<string, string>>,
): string | undefined {
  switch (place) {
    case 'header':
      return request.headers.get(name.toLowerCase())?.values.at(-1);
    case 'querystring':
      return request.query.get(name)?.at(-1);
    case 'path':
      return pathParameters[name];
  }
}
