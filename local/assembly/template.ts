import * as v from 'valibot';

/** The parts of a CloudFormation template that are read. `Deployment` resolves its references. */
export const Template = v.object({
  Resources: v.record(
    v.string(),
    v.object({
      Type: v.string(),
      Properties: v.optional(v.record(v.string(), v.unknown()), {}),
      Condition: v.optional(v.string()),
    }),
  ),
  Parameters: v.optional(
    v.record(v.string(), v.object({ Type: v.optional(v.string(), 'String'), Default: v.optional(v.unknown()) })),
    {},
  ),
  Outputs: v.optional(
    v.record(
      v.string(),
      v.object({
        Value: v.unknown(),
        Description: v.optional(v.string()),
        Export: v.optional(v.object({ Name: v.unknown() })),
      }),
    ),
    {},
  ),
});
export type Template = v.InferOutput<typeof Template>;
