import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { type ErrorBody, type ErrorCode, errorStatus } from '../../api/errors.ts';
import { uncached } from '../../api/headers.ts';

export interface WebAclProps {
  readonly stageName: string;
  /** How many requests one address may make in the window. Further ones are refused. */
  readonly ratePerIp: number;
}

const WINDOW_SECONDS = 300;

/** The prefix of the labels that AWS's core rules add to a request. */
const CORE_RULES_LABELS = 'awswaf:managed:aws:core-rule-set:';

/**
 * Refuses, before the guard runs, too many requests from one address and requests that AWS's core rules take for an
 * attack. The core rules would answer with an HTML page. So they only count and add a label, and the rule after them
 * refuses labelled requests in our error shape.
 */
export class WebAcl extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { stageName, ratePerIp }: WebAclProps) {
    super(scope, id);
    const acl = new CfnWebACL(this, 'Acl', {
      description: `Stagepass ${stageName}: before the distribution`,
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      visibilityConfig: metrics('all'),
      customResponseBodies: {
        tooOften: body('too_many_requests', 'too many requests from this address: try again in some minutes'),
        coreRules: body('not_allowed', 'the request was taken for an attack'),
      },
      rules: [
        {
          name: 'rate',
          priority: 0,
          statement: {
            rateBasedStatement: { limit: ratePerIp, aggregateKeyType: 'IP', evaluationWindowSec: WINDOW_SECONDS },
          },
          action: block('too_many_requests', 'tooOften', { 'Retry-After': String(WINDOW_SECONDS) }),
          visibilityConfig: metrics('rate'),
        },
        {
          name: 'core-rules',
          priority: 1,
          statement: { managedRuleGroupStatement: { vendorName: 'AWS', name: 'AWSManagedRulesCommonRuleSet' } },
          overrideAction: { count: {} },
          visibilityConfig: metrics('core-rules'),
        },
        {
          name: 'refuse-core-rules',
          priority: 2,
          statement: { labelMatchStatement: { scope: 'NAMESPACE', key: CORE_RULES_LABELS } },
          action: block('not_allowed', 'coreRules'),
          visibilityConfig: metrics('refuse-core-rules'),
        },
      ],
    });
    this.arn = acl.attrArn;
  }
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
