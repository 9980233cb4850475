import * as v from 'valibot';

export const OpenApiDocument = v.looseObject({ openapi: v.literal('3.1.0') });
export type OpenApiDocument = v.InferOutput<typeof OpenApiDocument>;
