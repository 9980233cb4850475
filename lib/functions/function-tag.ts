import * as v from 'valibot';

/** The tag that every function of ours has: its value is the id that tools and tests find the function by. */
export const FUNCTION_TAG = 'function';

const Tagged = v.object({
  Tags: v.optional(v.array(v.object({ Key: v.string(), Value: v.unknown() })), []),
});

/**
 * @param properties of an `AWS::Lambda::Function`, as a template has them.
 * @returns undefined for a function that isn't ours: CDK brings some of its own.
 */
export function functionIdOf(properties: unknown): string | undefined {
  const id = v.parse(Tagged, properties).Tags.find(({ Key }) => Key === FUNCTION_TAG)?.Value;
  return id === undefined ? undefined : String(id);
}
