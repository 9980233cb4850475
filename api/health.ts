import * as v from 'valibot';
import { named } from './named.ts';
import { query } from './query.ts';
import type { Route } from './route.ts';

/** It adds nothing to the status code. It is there for clients that expect JSON in every answer. */
export const Health = v.pipe(
  v.strictObject({ status: v.literal('ok') }),
  named('Health'),
  v.description('The edge answers.'),
);
export type Health = v.InferOutput<typeof Health>;

export const healthRoute = {
  name: 'health',
  method: 'GET',
  path: '/health',
  example: '/health',
  audience: 'anybody',
  summary: 'A health check of the edge, for monitoring. It checks nothing behind the edge.',
  query: query({}),
  response: Health,
  failures: [],
} as const satisfies Route;
