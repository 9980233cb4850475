import * as v from 'valibot';

/** Every function of ours has this tag. Tools and tests find the function by its value, the function's id. */
export const FUNCTION_TAG = 'stagepass-function';

const Tagged = v.object({
  Tags: v.optional(v.array(v.object({ Key: v.string(), Value: v.unknown() })), []),
});

/**
 * @param properties of an `AWS::Lambda::Function`, as a template has them.
 * @returns undefined for a function that isn't ours: CDK adds some of its own.
 */
export function functionIdOf(properties: unknown): string | undefined {
  const id = v.parse(Tagged, properties).Tags.find(({ Key }) => Key === FUNCTION_TAG)?.Value;
  return id === undefined ? undefined : String(id);
}
