import * as v from 'valibot';
import { named } from './named.ts';

export const OpenApiDocument = v.pipe(
  v.looseObject({ openapi: v.literal('3.1.0') }),
  named('OpenApiDocument'),
  v.description('An OpenAPI 3.1 document.'),
);
export type OpenApiDocument = v.InferOutput<typeof OpenApiDocument>;
