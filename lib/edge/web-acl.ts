import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { type ErrorBody, type ErrorCode, errorStatus } from '../../api/errors.ts';
import { uncached } from '../../api/headers.ts';
import type { PerUser } from '../config/caller.ts';

export interface WebAclProps {
  readonly stageName: string;
  /**
   * How many requests one address may make in the window. Further ones are refused. Undefined: as many as it likes, and
   * the core rules are left out, too.
   */
  readonly ratePerIp: number | undefined;
  /** How many requests with one user's token may be made. Undefined: as many as one likes. */
  readonly perUser: PerUser | undefined;
}

/** A rule, whose priority is its place among all, and the body that it answers with. */
interface Rule {
  readonly rule: Omit<CfnWebACL.RuleProperty, 'priority'>;
  readonly answers?: Readonly<Record<string, CfnWebACL.CustomResponseBodyProperty>>;
}

const WINDOW_SECONDS = 300;

/** The prefix of the labels that AWS's core rules add to a request. */
const CORE_RULES_LABELS = 'awswaf:managed:aws:core-rule-set:';

/**
 * Refuses, before the guard runs, too many requests from one address or with one user's token, and requests that AWS's
 * core rules take for an attack. The core rules would answer with an HTML page. So they only count and add a label, and
 * the rule after them refuses labelled requests in our error shape.
 */
export class WebAcl extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { stageName, ratePerIp, perUser }: WebAclProps) {
    super(scope, id);
    // The users' rule comes last: what another rule refuses doesn't count for a user.
    const rules = [
      ...(ratePerIp === undefined ? [] : [addressRule(ratePerIp), ...coreRules()]),
      ...(perUser === undefined ? [] : [userRule(perUser)]),
    ];
    const acl = new CfnWebACL(this, 'Acl', {
      description: `Stagepass ${stageName}: before the distribution`,
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      visibilityConfig: metrics('all'),
      customResponseBodies: Object.assign({}, ...rules.map(({ answers }) => answers)),
      rules: rules.map(({ rule }, priority) => ({ ...rule, priority })),
    });
    this.arn = acl.attrArn;
  }
}

function addressRule(ratePerIp: number): Rule {
  return {
    rule: {
      name: 'rate',
      statement: {
        rateBasedStatement: { limit: ratePerIp, aggregateKeyType: 'IP', evaluationWindowSec: WINDOW_SECONDS },
      },
      action: block('too_many_requests', 'tooOften', { 'Retry-After': String(WINDOW_SECONDS) }),
      visibilityConfig: metrics('rate'),
    },
    answers: {
      tooOften: body('too_many_requests', 'too many requests from this address: try again in some minutes'),
    },
  };
}

function coreRules(): Rule[] {
  return [
    {
      rule: {
        name: 'core-rules',
        statement: { managedRuleGroupStatement: { vendorName: 'AWS', name: 'AWSManagedRulesCommonRuleSet' } },
        overrideAction: { count: {} },
        visibilityConfig: metrics('core-rules'),
      },
    },
    {
      rule: {
        name: 'refuse-core-rules',
        statement: { labelMatchStatement: { scope: 'NAMESPACE', key: CORE_RULES_LABELS } },
        action: block('not_allowed', 'coreRules'),
        visibilityConfig: metrics('refuse-core-rules'),
      },
      answers: { coreRules: body('not_allowed', 'the request was taken for an attack') },
    },
  ];
}

/**
 * Counts by the Authorization header as a whole, which names no user but is the user's own. The scheme may be written in
 * any case and with any number of spaces after it. Without these transformations each way of writing would have a count
 * of its own. In lower case two tokens still differ: their signatures do.
 */
function userRule({ requests, perSeconds }: PerUser): Rule {
  const textTransformations = ['COMPRESS_WHITE_SPACE', 'LOWERCASE'].map((type, priority) => ({ priority, type }));
  return {
    rule: {
      name: 'rate-per-user',
      statement: {
        rateBasedStatement: {
          limit: requests,
          evaluationWindowSec: perSeconds,
          aggregateKeyType: 'CUSTOM_KEYS',
          customKeys: [{ header: { name: 'authorization', textTransformations } }],
          scopeDownStatement: {
            byteMatchStatement: {
              // CDK passes this one on as it is, so its key is CloudFormation's.
              fieldToMatch: { singleHeader: { Name: 'authorization' } },
              positionalConstraint: 'STARTS_WITH',
              searchString: 'bearer ',
              textTransformations,
            },
          },
        },
      },
      action: block('too_many_requests', 'tooOftenByUser', { 'Retry-After': String(perSeconds) }),
      visibilityConfig: metrics('rate-per-user'),
    },
    answers: {
      tooOftenByUser: body(
        'too_many_requests',
        `too many requests with this token: no more than ${requests} in ${perSeconds} seconds`,
      ),
    },
  };
}

/** A fixed text, without the request's id. CloudFront sends that in `X-Amz-Cf-Id`. */
function body(code: ErrorCode, error: string): CfnWebACL.CustomResponseBodyProperty {
  return {
    contentType: 'APPLICATION_JSON',
    content: JSON.stringify({ error, code, requestId: '' } satisfies ErrorBody),
  };
}

function block(
  code: ErrorCode,
  customResponseBodyKey: string,
  headers: Readonly<Record<string, string>> = {},
): CfnWebACL.RuleActionProperty {
  const responseHeaders = Object.entries({ ...uncached, ...headers }).map(([name, value]) => ({ name, value }));
  return { block: { customResponse: { responseCode: errorStatus[code], customResponseBodyKey, responseHeaders } } };
}

/** Metrics without samples of requests: samples would show Authorization in the AWS console. */
function metrics(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { metricName, cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false };
}
