import * as v from 'valibot';

const OneOrMore = v.pipe(
  v.union([v.string(), v.array(v.string())]),
  v.transform((given) => (typeof given === 'string' ? [given] : given)),
);

/** The elements that `evaluate` knows. Others, such as Condition, can make a grant not apply, so they are errors. */
export const PolicyStatement = v.strictObject({
  Sid: v.optional(v.string()),
  Effect: v.picklist(['Allow', 'Deny']),
  Action: OneOrMore,
  Resource: OneOrMore,
});
export type PolicyStatement = v.InferOutput<typeof PolicyStatement>;

export const PolicyDocument = v.strictObject({
  Version: v.optional(v.string()),
  Statement: v.pipe(
    v.union([v.array(PolicyStatement), PolicyStatement]),
    v.transform((given) => (Array.isArray(given) ? given : [given])),
  ),
});

export type PolicyDecision = 'allowed' | 'explicit deny' | 'implicit deny';

/** IAM's decision: a matching Deny wins, then a matching Allow. All else is denied. */
export function evaluate(statements: readonly PolicyStatement[], action: string, resource: string): PolicyDecision {
  const matching = statements.filter(
    (statement) =>
      // Actions are case-insensitive, resources are case-sensitive.
      statement.Action.some((pattern) => wildcard(pattern.toLowerCase()).test(action.toLowerCase())) &&
      statement.Resource.some((pattern) => arnMatches(pattern, resource)),
  );
  if (matching.some(({ Effect }) => Effect === 'Deny')) return 'explicit deny';
  return matching.length > 0 ? 'allowed' : 'implicit deny';
}

/** Does the ARN match the pattern? A wildcard doesn't go beyond its segment. The sixth, the resource, may have colons. */
export function arnMatches(pattern: string, arn: string): boolean {
  if (pattern === '*') return true;
  const patterns = segments(pattern);
  const values = segments(arn);
  return patterns.length === values.length && patterns.every((part, index) => wildcard(part).test(values[index] ?? ''));
}

function segments(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length > 6 ? [...parts.slice(0, 5), parts.slice(5).join(':')] : parts;
}

/** `*` stands for any characters, `?` for one. */
function wildcard(pattern: string): RegExp {
  const source = pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${source.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}
