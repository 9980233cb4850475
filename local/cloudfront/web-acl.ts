import * as v from 'valibot';
import { type Deployment, inert, type Resource } from '../assembly/deployment.ts';
import { UnsupportedError } from '../assembly/unsupported.ts';
import type { HeaderField } from './headers.ts';
import { HeaderKey, HeaderStart, headerText, type TransformedHeader } from './web-acl-headers.ts';

/** The parts of a web ACL that can be run here: its rate-based rules. */
export interface WebAcl {
  /** In the order in which they are asked. */
  readonly rateRules: readonly RateRule[];
  /** The names of AWS's managed rule groups. Their rules aren't public, so they can't be run here. */
  readonly managedRuleGroups: readonly string[];
}

interface RateRule {
  /** How many requests of one address, or with one value of the header, may be made in the window. */
  readonly limit: number;
  readonly windowSeconds: number;
  readonly answer: BlockAnswer;
  /** Undefined: requests are counted by address. */
  readonly header?: TransformedHeader | undefined;
  /** Other requests are neither counted nor refused. Undefined: all requests are counted. */
  readonly scope?: HeaderStart | undefined;
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

const everyRule = { Name: inert, Priority: v.number(), VisibilityConfig: inert };

const everyRate = {
  EvaluationWindowSec: v.optional(v.number(), 300),
  Limit: v.number(),
  ScopeDownStatement: v.optional(HeaderStart),
};

const RateBased = v.union([
  v.strictObject({ ...everyRate, AggregateKeyType: v.literal('IP') }),
  v.strictObject({
    ...everyRate,
    AggregateKeyType: v.literal('CUSTOM_KEYS'),
    // Several keys would be counted together.
    CustomKeys: v.strictTuple([HeaderKey]),
  }),
]);

const RateBasedRule = v.pipe(
  v.strictObject({
    ...everyRule,
    Action: BlockAction,
    Statement: v.strictObject({ RateBasedStatement: RateBased }),
  }),
  v.transform(({ Action: action, Priority: priority, Statement: { RateBasedStatement: rate } }) => ({
    kind: 'rate' as const,
    priority,
    limit: rate.Limit,
    windowSeconds: rate.EvaluationWindowSec,
    header: rate.AggregateKeyType === 'CUSTOM_KEYS' ? rate.CustomKeys[0] : undefined,
    scope: rate.ScopeDownStatement,
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
      .toSorted((one, other) => one.priority - other.priority)
      .map(({ limit, windowSeconds, header, scope, action }) => ({
        ...{ limit, windowSeconds, header, scope },
        answer: answerOf(action),
      })),
    managedRuleGroups: rules.filter((rule) => rule.kind === 'managed').map(({ name }) => name),
  };
}

/** What rules look at. */
interface JudgedRequest {
  readonly clientIp: string;
  readonly fields: readonly HeaderField[];
}

/** The answer that a request is refused with; undefined when it may pass. */
export type AskWebAcl = (request: JudgedRequest) => BlockAnswer | undefined;

/**
 * Counts requests by address or by a header, also those that are refused by that count. A rule after the one that
 * refuses isn't asked. The count is exact here. AWS updates it every few seconds.
 *
 * @param now ms
 */
export function webAcl({ rateRules }: WebAcl, now: () => number): AskWebAcl {
  const counters = rateRules.map((rule) => ({ rule, counts: new Map<string, Map<number, number>>() }));
  return ({ clientIp, fields }) => {
    const second = Math.floor(now() / 1000);
    for (const { rule, counts } of counters) {
      if (rule.scope !== undefined && !headerText(rule.scope, fields)?.startsWith(rule.scope.start)) continue;
      const key = rule.header === undefined ? clientIp : headerText(rule.header, fields);
      if (key === undefined) continue;
      const bySecond = counts.get(key) ?? new Map<number, number>();
      counts.set(key, bySecond);
      for (const counted of bySecond.keys()) if (counted <= second - rule.windowSeconds) bySecond.delete(counted);
      bySecond.set(second, (bySecond.get(second) ?? 0) + 1);
      const inWindow = [...bySecond.values()].reduce((sum, count) => sum + count, 0);
      if (inWindow > rule.limit) return rule.answer;
    }
    return undefined;
  };
}
