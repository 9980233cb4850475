import { Duration, type SecretValue, Validations } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  type DistributionProps,
  HttpVersion,
  type IOrigin,
  LambdaEdgeEventType,
  OriginRequestHeaderBehavior,
  OriginRequestPolicy,
  OriginRequestQueryStringBehavior,
  PriceClass,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { OriginGroup, RestApiOrigin, type RestApiOriginProps } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { IVersion } from 'aws-cdk-lib/aws-lambda';
import { AaaaRecord, ARecord, HostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import { CALLER_HEADER, cors, ORIGIN_HEADER, securityHeaders, VIEWER_ADDRESS_HEADER } from '../../api/headers.ts';
import { type Audience, adminPrefixes, type Route, startOf } from '../../api/route.ts';
import type { TokenApi } from '../apis/token-api.ts';
import type { StageConfig } from '../config/stage.ts';
import type { Console } from '../console/console.ts';
import { indexPage } from '../console/console-code.ts';
import { NEVER_CACHED_ERRORS } from './never-cached-errors.ts';
import { securityHeadersBehavior } from './security-headers.ts';

export interface TokenDistributionProps {
  readonly description: string;
  readonly apis: Readonly<Record<Audience, TokenApi>>;
  /** In another region: asked where the first one fails. */
  readonly secondClientApi: TokenApi | undefined;
  /** What the paths of the client API start with, such as `/access_token` and `/rtm/`. */
  readonly clientPaths: readonly string[];
  /** Those of them whose routes are all got with GET: CloudFront asks a second API for no other method. */
  readonly readPaths: ReadonlySet<string>;
  /** Paths for operators, such as `/admin`. They and all paths below them go to the admin API. */
  readonly adminPrefixes: readonly string[];
  /** Gets all other paths. */
  readonly console: Console;
  readonly allowedOrigins: readonly string[];
  readonly guard: IVersion;
  readonly originSecret: SecretValue;
  /** ARN of a web ACL to put before it. */
  readonly webAcl?: string | undefined;
  readonly domain: StageConfig['domain'];
  /** As with `makeEdgePart`. */
  readonly namesInForeignStack?: string | undefined;
}

/** Which paths lead to which API. */
export function pathsOf(
  routes: readonly Route[],
): Pick<TokenDistributionProps, 'clientPaths' | 'readPaths' | 'adminPrefixes'> {
  const ofClients = routes.filter(({ audience }) => audience === 'client');
  const clientPaths = [...new Set(ofClients.map(startOf))];
  // A pattern matches every path that begins with its own.
  const isRead = (path: string) =>
    ofClients.filter((route) => route.path.startsWith(path)).every(({ method }) => method === 'GET');
  return { clientPaths, readPaths: new Set(clientPaths.filter(isRead)), adminPrefixes: adminPrefixes(routes) };
}

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/high_availability_origin_failover.html */
const FAILOVER_STATUSES = [500, 502, 503, 504];

/**
 * By default, CloudFront tries to connect for 30 s. A viewer is waiting, and clients give up after 15 s: a region that
 * can't be reached must cost less.
 */
const connectionTimeout = Duration.seconds(3);

/** For an API before which there is another one. */
const ONE_OF_TWO: RestApiOriginProps = {
  connectionAttempts: 1,
  connectionTimeout,
  // What a function may take. GETs of providers end within 6 s.
  readTimeout: Duration.seconds(10),
};

/** For an API that stands alone, in a stage with two regions. */
const ALONE: RestApiOriginProps = { connectionAttempts: 2, connectionTimeout };

/** The distribution with the one URL. The guard runs for every path; an API or the console is behind it. */
export class TokenDistribution extends Construct {
  readonly distribution: Distribution;
  /** The host name in the URL. */
  readonly host: string;

  constructor(scope: Construct, id: string, props: TokenDistributionProps) {
    super(scope, id);
    const { namesInForeignStack: names } = props;
    const originRequestPolicy = new OriginRequestPolicy(this, 'OriginRequest', {
      ...(names !== undefined && { originRequestPolicyName: `${names}-origin-request` }),
      comment: 'Stagepass: the query, the caller and the address of the viewer; never Authorization or Host',
      queryStringBehavior: OriginRequestQueryStringBehavior.all(),
      headerBehavior: OriginRequestHeaderBehavior.allowList(CALLER_HEADER, VIEWER_ADDRESS_HEADER, 'Content-Type'),
    });
    const responseHeadersPolicy = this.responseHeaders(props);
    const guarded = {
      // For other methods CloudFront would answer its own 403. The guard and the API explain better what is wrong.
      allowedMethods: AllowedMethods.ALLOW_ALL,
      // A redirect from HTTP to HTTPS comes too late: Basic credentials have been sent in clear by then.
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      edgeLambdas: [{ eventType: LambdaEdgeEventType.VIEWER_REQUEST, functionVersion: props.guard }],
    };
    const originOf = (api: TokenApi, options: RestApiOriginProps = {}) =>
      new RestApiOrigin(api.restApi, {
        ...options,
        customHeaders: { [ORIGIN_HEADER]: props.originSecret.unsafeUnwrap() },
      });
    const behavior = (origin: IOrigin): BehaviorOptions => ({
      ...guarded,
      origin,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy,
      responseHeadersPolicy,
    });
    const { secondClientApi: second } = props;
    const alone = second === undefined ? {} : ALONE;
    const client = behavior(originOf(props.apis.client, alone));
    const admin = behavior(originOf(props.apis.admin, alone));
    const readOnly =
      second === undefined
        ? client
        : {
            ...behavior(
              new OriginGroup({
                primaryOrigin: originOf(props.apis.client, ONE_OF_TWO),
                fallbackOrigin: originOf(second, ONE_OF_TWO),
                fallbackStatusCodes: FAILOVER_STATUSES,
              }),
            ),
            // CloudFront takes no others before an origin group.
            allowedMethods: AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
          };
    this.distribution = new Distribution(this, 'Distribution', {
      comment: props.description,
      ...(props.webAcl !== undefined && { webAclId: props.webAcl }),
      ...this.ownDomain(props.domain),
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_ALL,
      defaultRootObject: indexPage,
      defaultBehavior: { ...guarded, ...props.console.behavior },
      additionalBehaviors: Object.fromEntries([
        // With the asterisk, for the path with a slash at its end, and for parameters, which patterns don't have. Other
        // paths that it matches are no routes: the guard refuses them.
        ...props.clientPaths.map((path): [string, BehaviorOptions] => [
          `${path}*`,
          props.readPaths.has(path) ? readOnly : client,
        ]),
        ...props.adminPrefixes.map((prefix): [string, BehaviorOptions] => [`${prefix}/*`, admin]),
      ]),
      errorResponses: NEVER_CACHED_ERRORS.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
    });
    this.host = props.domain?.name ?? this.distribution.domainName;
    if (props.domain) {
      this.addRecords(props.domain);
    } else {
      Validations.of(this.distribution).acknowledge({
        id: 'AwsSolutions-CFR4',
        reason:
          'The default cloudfront.net certificate fixes the minimum TLS version; it can be raised only with a domain of one’s own.',
      });
    }
    Validations.of(this.distribution).acknowledge(
      { id: 'AwsSolutions-CFR1', reason: 'Who may call is decided by credentials, not by country.' },
      {
        id: 'AwsSolutions-CFR2',
        reason: 'The guard refuses before anything is reached; a web ACL is an option for those who want its price.',
      },
      {
        id: 'AwsSolutions-CFR3',
        reason:
          'CloudFront’s log would keep query strings, which name users and channels. API Gateway’s access log and the guard’s refusals tell who asked for what.',
      },
    );
  }

  private ownDomain(domain: StageConfig['domain']): Partial<DistributionProps> {
    if (domain === undefined) return {};
    return {
      domainNames: [domain.name],
      certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
      // The newest policy that still allows TLS 1.2, for clients without 1.3.
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2025,
    };
  }

  private addRecords({ name, hostedZone }: NonNullable<StageConfig['domain']>): void {
    if (hostedZone === undefined) return;
    const zone = HostedZone.fromHostedZoneAttributes(this, 'Zone', {
      hostedZoneId: hostedZone.id,
      zoneName: hostedZone.name,
    });
    const record = { zone, recordName: name, target: RecordTarget.fromAlias(new CloudFrontTarget(this.distribution)) };
    new ARecord(this, 'Ipv4', record);
    new AaaaRecord(this, 'Ipv6', record);
  }

  /** For the origins' answers. The guard sets the same headers on its own answers. */
  private responseHeaders({
    allowedOrigins,
    namesInForeignStack: names,
  }: TokenDistributionProps): ResponseHeadersPolicy {
    return new ResponseHeadersPolicy(this, 'ResponseHeaders', {
      ...(names !== undefined && { responseHeadersPolicyName: `${names}-tokens` }),
      comment: 'Stagepass: CORS for the configured origins, and security headers',
      ...(allowedOrigins.length > 0 && {
        corsBehavior: {
          accessControlAllowOrigins: [...allowedOrigins],
          accessControlAllowCredentials: true,
          accessControlAllowMethods: [...cors.allowMethods],
          accessControlAllowHeaders: [...cors.allowHeaders],
          accessControlExposeHeaders: [...cors.exposeHeaders],
          accessControlMaxAge: Duration.seconds(cors.maxAgeSeconds),
          originOverride: true,
        },
      }),
      securityHeadersBehavior: securityHeadersBehavior(securityHeaders.contentSecurityPolicy),
    });
  }
}
