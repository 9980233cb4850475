import * as v from 'valibot';
import { type Deployment, inert, type Resource } from '../assembly/deployment.ts';
import { UnsupportedError } from '../assembly/unsupported.ts';
import type { HeaderField } from './headers.ts';

/** The parts of a web ACL that can be run here: its rate-based rules. */
export interface WebAcl {
  readonly rateRules: readonly RateRule[];
  /** The names of AWS's managed rule groups. Their rules aren't public, so they can't be run here. */
  readonly managedRuleGroups: readonly string[];
}

interface RateRule {
  /** How many requests one address may make in the window. */
  readonly limit: number;
  readonly windowSeconds: number;
  readonly answer: BlockAnswer;
}

/** The answer to a refused request. */
export interface BlockAnswer {
  readonly status: number;
  readonly fields: readonly HeaderField[];
  readonly body: string;
}

const BlockAction = v.strictObject({
  Block: v.strictObject({
    CustomResponse: v.strictObject({
      CustomResponseBodyKey: v.string(),
      ResponseCode: v.number(),
      ResponseHeaders: v.optional(v.array(v.strictObject({ Name: v.string(), Value: v.string() })), []),
    }),
  }),
});
type BlockAction = v.InferOutput<typeof BlockAction>;

const everyRule = { Name: inert, Priority: inert, VisibilityConfig: inert };

const RateBasedRule = v.pipe(
  v.strictObject({
    ...everyRule,
    Action: BlockAction,
    Statement: v.strictObject({
      RateBasedStatement: v.strictObject({
        AggregateKeyType: v.literal('IP'),
        EvaluationWindowSec: v.optional(v.number(), 300),
        Limit: v.number(),
      }),
    }),
  }),
  v.transform(({ Action: action, Statement: { RateBasedStatement: rate } }) => ({
    kind: 'rate' as const,
    limit: rate.Limit,
    windowSeconds: rate.EvaluationWindowSec,
    action,
  })),
);

const ManagedRule = v.pipe(
  v.strictObject({
    ...everyRule,
    OverrideAction: inert,
    Statement: v.strictObject({ ManagedRuleGroupStatement: v.strictObject({ Name: v.string(), VendorName: inert }) }),
  }),
  v.transform(({ Statement: { ManagedRuleGroupStatement: group } }) => ({
    kind: 'managed' as const,
    name: group.Name,
  })),
);

/** Only managed rules add labels, and they don't run here. So no request has a label. */
const LabelRule = v.pipe(
  v.strictObject({ ...everyRule, Action: inert, Statement: v.strictObject({ LabelMatchStatement: inert }) }),
  v.transform(() => ({ kind: 'label' as const })),
);

const Properties = v.strictObject({
  CustomResponseBodies: v.optional(
    v.record(v.string(), v.strictObject({ Content: v.string(), ContentType: v.literal('APPLICATION_JSON') })),
    {},
  ),
  DefaultAction: v.strictObject({ Allow: v.strictObject({}) }),
  Description: inert,
  Name: inert,
  Rules: v.array(v.union([RateBasedRule, ManagedRule, LabelRule])),
  Scope: v.literal('CLOUDFRONT'),
  Tags: inert,
  VisibilityConfig: inert,
});

/** @throws UnsupportedError */
export function readWebAcl(deployment: Deployment, arn: string, from: Resource): WebAcl {
  const resource = deployment.resources('AWS::WAFv2::WebACL').find((acl) => acl.attribute('Arn') === arn);
  if (resource === undefined) throw new UnsupportedError(from, `WebACLId ${arn}, which the assembly doesn’t hold`);
  const { Rules: rules, CustomResponseBodies: bodies } = resource.properties(Properties);

  const answerOf = ({ Block: { CustomResponse: response } }: BlockAction): BlockAnswer => {
    const body = bodies?.[response.CustomResponseBodyKey]?.Content;
    if (body === undefined) {
      throw new UnsupportedError(
        resource as Resource,
        `CustomResponseBodies without ${response.CustomResponseBodyKey}`,
      );
    }
    const headers = (response.ResponseHeaders ?? []).map(({ Name, Value }): HeaderField => [Name, Value]);
    return { status: response.ResponseCode, fields: [['Content-Type', 'application/json'], ...headers], body };
  };

  return {
    rateRules: rules
      .filter((rule) => rule.kind === 'rate')
      .map(({ limit, windowSeconds, action }) => ({ limit, windowSeconds, answer: answerOf(action) })),
    managedRuleGroups: rules.filter((rule) => rule.kind === 'managed').map(({ name }) => name),
  };
}

/** The answer that a request from this address is refused with; undefined when it may pass. */
export type AskWebAcl = (clientIp: string) => BlockAnswer | undefined;

/**
 * Counts the requests of each address, also refused ones. The count is exact here. AWS updates it every few seconds.
 *
 * @param now ms
 */
export function webAcl({ rateRules }: WebAcl, now: () => number): AskWebAcl {
  const counters = rateRules.map((rule) => ({ rule, counts: new Map<string, Map<number, number>>() }));
  return (clientIp) => {
    const second = Math.floor(now() / 1000);
    let refused: BlockAnswer | undefined;
    for (const { rule, counts } of counters) {
      const bySecond = counts.get(clientIp) ?? new Map<number, number>();
      counts.set(clientIp, bySecond);
      for (const counted of bySecond.keys()) if (counted <= second - rule.windowSeconds) bySecond.delete(counted);
      bySecond.set(second, (bySecond.get(second) ?? 0) + 1);
      const inWindow = [...bySecond.values()].reduce((sum, count) => sum + count, 0);
      if (inWindow > rule.limit) refused ??= rule.answer;
    }
    return refused;
  };
}
