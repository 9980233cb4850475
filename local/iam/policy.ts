import * as v from 'valibot';

const OneOrMore = v.pipe(
  v.union([v.string(), v.array(v.string())]),
  v.transform((given) => (typeof given === 'string' ? [given] : given)),
);

/** The elements that `evaluate` weighs. Any other, such as Condition, may turn a grant into none, so it is an error. */
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

/** What IAM decides: a Deny that matches wins, an Allow that matches grants, and all else is denied. */
export function evaluate(statements: readonly PolicyStatement[], action: string, resource: string): PolicyDecision {
  const matching = statements.filter(
    (statement) =>
      // Actions are compared without regard to case, resources with it.
      statement.Action.some((pattern) => wildcard(pattern.toLowerCase()).test(action.toLowerCase())) &&
      statement.Resource.some((pattern) => arnMatches(pattern, resource)),
  );
  if (matching.some(({ Effect }) => Effect === 'Deny')) return 'explicit deny';
  return matching.length > 0 ? 'allowed' : 'implicit deny';
}

/** Does the ARN fit the pattern? A wildcard stays within its segment; the sixth, the resource, may hold colons. */
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
