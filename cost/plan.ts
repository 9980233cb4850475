import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { GuardConfig } from '../edge-auth/config.ts';
import { env } from '../lambda/shared/settings/environment.ts';
import { functionIdOf } from '../lib/functions/function-tag.ts';
import { readAssembly, type Stack } from '../local/assembly/assembly.ts';
import { ownMetrics, type ReportingFunction, UNFINISHED } from './own-metrics.ts';

/** The parts of a deployment that its price depends on. */
export interface Plan {
  readonly region: string;
  /** Those that have APIs beside it. */
  readonly otherRegions: readonly string[];
  readonly api: 'rest' | 'http';
  readonly guard: 'lambda-edge' | 'cloudfront-function';
  /** Those with a password. */
  readonly callers: number;
  /** How many secrets the guard reads at most: those of the callers, and the deny list. */
  readonly guardSecrets: number;
  /** How long an edge environment uses a password that it has read; 0 if each request reads it. */
  readonly guardTtlSeconds: number;
  /** How long API Gateway caches an authorizer's decision; 0 if each request invokes the authorizer. */
  readonly authorizerTtlSeconds: number;
  /** The memory of a token function, in MB. */
  readonly memoryMb: number;
  /** Traced requests: so many of each second, and this share of the others. Both are 0 where tracing is off. */
  readonly tracedPerSecond: number;
  readonly tracedShare: number;
  readonly accessLog: boolean;
  readonly logsDays: number;
  /** The number of the web ACL's rules; undefined without one. */
  readonly webAclRules: number | undefined;
  /** Requests a second that each route lets through. */
  readonly throttle: { readonly rate: number; readonly burst: number };
  /** With their replicas in other regions, of which each has the price of a secret. */
  readonly secrets: number;
  /** The number of metrics in alarms, which alarms are billed by. */
  readonly alarmMetrics: number;
  readonly compositeAlarms: number;
  readonly dashboards: number;
  /**
   * The number of own metrics that requests can report, and of those that a schedule reports. Those of a second region
   * aren't counted again: its functions report something only in an hour in which the first one fails.
   */
  readonly metrics: number;
  readonly scheduledMetrics: number;
  readonly rotationsPerMonth: number;
  readonly checksPerMonth: number;
  readonly keys: number;
  /** The size of the deployment's files in S3: code, and pages if it has some. */
  readonly assetBytes: number;
  /** Resource types that are not in the estimate and not known to be free. */
  readonly unpriced: readonly string[];
}

const Authorizer = v.object({ AuthorizerResultTtlInSeconds: v.optional(v.number(), 300) });

const Stage = v.object({
  TracingEnabled: v.optional(v.boolean(), false),
  AccessLogSetting: v.optional(v.unknown()),
  MethodSettings: v.optional(
    v.array(v.object({ ThrottlingRateLimit: v.optional(v.number()), ThrottlingBurstLimit: v.optional(v.number()) })),
    [],
  ),
});

/** A function, perhaps one that CDK adds, whose code is in other places. */
const LambdaFunction = v.object({
  Code: v.object({ S3Key: v.optional(v.unknown()) }),
  Environment: v.optional(v.object({ Variables: v.optional(v.record(v.string(), v.unknown()), {}) })),
  MemorySize: v.optional(v.number(), 128),
});

const Alarm = v.object({ Metrics: v.optional(v.array(v.object({ MetricStat: v.optional(v.unknown()) }))) });

const MetricFilter = v.object({
  MetricTransformations: v.array(v.object({ MetricNamespace: v.string(), MetricName: v.string() })),
});

const RotationSchedule = v.object({
  RotationRules: v.optional(v.object({ AutomaticallyAfterDays: v.optional(v.number()) })),
});

const Rule = v.object({ ScheduleExpression: v.optional(v.unknown()) });

const Secret = v.object({ ReplicaRegions: v.optional(v.array(v.unknown()), []) });

const SamplingRule = v.object({
  SamplingRule: v.object({ FixedRate: v.number(), ReservoirSize: v.number() }),
});

/** X-Ray's own rule, where no other matches. */
const DEFAULT_RULE = { FixedRate: 0.05, ReservoirSize: 1 };

const LogGroup = v.object({ RetentionInDays: v.optional(v.number(), 3653) });

const WebAcl = v.object({ Rules: v.optional(v.array(v.unknown()), []) });

const DAYS_PER_MONTH = 730 / 24;

/** Resource types that the plan counts, and types (or services) that are free by themselves. */
const PRICED = new Set([
  'AWS::ApiGateway::Authorizer',
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGateway::Stage',
  'AWS::CloudFront::Distribution',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::Events::Rule',
  'AWS::KMS::Key',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter',
  'AWS::S3::Bucket',
  'AWS::SecretsManager::RotationSchedule',
  'AWS::SecretsManager::Secret',
  'AWS::WAFv2::WebACL',
  'AWS::XRay::SamplingRule',
]);
const FREE = new RegExp(
  [
    'AWS::CloudFormation::Stack',
    'AWS::IAM::.*',
    'AWS::ApiGateway::(?:Account|ApiKey|Deployment|GatewayResponse|Method|Resource|UsagePlan|UsagePlanKey)',
    'AWS::CloudFront::.*Policy',
    'AWS::CloudFront::OriginAccessControl',
    'AWS::CertificateManager::Certificate',
    'AWS::Lambda::(?:LayerVersion|Permission|Version)',
    'AWS::Route53::RecordSet',
    'AWS::S3::BucketPolicy',
    // Up to 1,000 mails of alarms a month are free.
    'AWS::SNS::.*',
    'AWS::SecretsManager::ResourcePolicy',
    // Runs at deployments only.
    'Custom::CDKBucketDeployment',
  ]
    .map((kind) => `^${kind}$`)
    .join('|'),
);

/**
 * Reads a stage's plan from its synthesized assembly, so that it counts what would be deployed.
 *
 * @param only the names of its stacks, where the assembly holds others.
 * @throws Error when the assembly has no guard or no API.
 */
export function readPlan(assemblyDir: string, only?: readonly string[]): Plan {
  const stacks = readAssembly(assemblyDir, only);
  const resources = stacks.flatMap((stack) => Object.values(stack.template.Resources));
  const all = <T>(type: string, schema: v.GenericSchema<unknown, T>): T[] =>
    resources.filter(({ Type }) => Type === type).map(({ Properties }) => v.parse(schema, Properties));
  const count = (type: string) => resources.filter(({ Type }) => Type === type).length;

  const [apiStack, ...otherApiStacks] = stacks.filter((stack) => typesIn(stack).has('AWS::ApiGateway::RestApi'));
  const [stage] = all('AWS::ApiGateway::Stage', Stage);
  if (apiStack === undefined || stage === undefined) throw new Error(`${assemblyDir} holds no REST API`);
  const guard = readGuard(stacks);
  const functions = all('AWS::Lambda::Function', LambdaFunction);
  const reported = ownMetrics(resources.filter(({ Type }) => Type === 'AWS::Lambda::Function').map(reportingFunction));
  const rule = all('AWS::XRay::SamplingRule', SamplingRule)[0]?.SamplingRule ?? DEFAULT_RULE;
  const alarms = all('AWS::CloudWatch::Alarm', Alarm);
  const schedules = all('AWS::SecretsManager::RotationSchedule', RotationSchedule);
  const rules = all('AWS::Events::Rule', Rule);
  const throttles = stage.MethodSettings;
  const webAcls = all('AWS::WAFv2::WebACL', WebAcl);
  return {
    region: apiStack.region,
    otherRegions: otherApiStacks.map(({ region }) => region),
    api: 'rest',
    guard: 'lambda-edge',
    callers: Object.keys(guard.callers).length,
    guardSecrets: Object.keys(guard.callers).length + (guard.deniedUsers === undefined ? 0 : 1),
    guardTtlSeconds: guard.credentialsTtlSeconds,
    authorizerTtlSeconds: Math.max(
      ...all('AWS::ApiGateway::Authorizer', Authorizer).map((authorizer) => authorizer.AuthorizerResultTtlInSeconds),
    ),
    memoryMb: mostCommon(functions.map(({ MemorySize }) => MemorySize)),
    tracedPerSecond: stage.TracingEnabled ? rule.ReservoirSize : 0,
    tracedShare: stage.TracingEnabled ? rule.FixedRate : 0,
    accessLog: stage.AccessLogSetting !== undefined,
    logsDays: Math.max(...all('AWS::Logs::LogGroup', LogGroup).map((group) => group.RetentionInDays)),
    webAclRules: webAcls.length === 0 ? undefined : webAcls.reduce((sum, { Rules }) => sum + Rules.length, 0),
    throttle: {
      rate: Math.max(0, ...throttles.map((method) => method.ThrottlingRateLimit ?? 0)),
      burst: Math.max(0, ...throttles.map((method) => method.ThrottlingBurstLimit ?? 0)),
    },
    secrets: sum(all('AWS::SecretsManager::Secret', Secret).map(({ ReplicaRegions }) => 1 + ReplicaRegions.length)),
    alarmMetrics: sum(alarms.map(({ Metrics }) => Metrics?.filter(({ MetricStat }) => MetricStat).length ?? 1)),
    compositeAlarms: count('AWS::CloudWatch::CompositeAlarm'),
    dashboards: count('AWS::CloudWatch::Dashboard'),
    metrics:
      [...reported].filter((name) => name !== UNFINISHED).length +
      filteredMetrics(all('AWS::Logs::MetricFilter', MetricFilter)),
    scheduledMetrics: reported.has(UNFINISHED) ? 1 : 0,
    rotationsPerMonth: sum(
      schedules.map(({ RotationRules }) => DAYS_PER_MONTH / (RotationRules?.AutomaticallyAfterDays ?? 30)),
    ),
    checksPerMonth: sum(rules.map(({ ScheduleExpression }) => runsPerMonth(String(ScheduleExpression)))),
    keys: count('AWS::KMS::Key'),
    assetBytes: sum([...new Set(stacks.flatMap(({ assets }) => [...assets.values()]))].map(sizeOf)),
    unpriced: [...new Set(resources.map(({ Type }) => Type))].filter((kind) => !PRICED.has(kind) && !FREE.test(kind)),
  };
}

function reportingFunction({ Properties }: { readonly Properties: unknown }): ReportingFunction {
  const reported = v.parse(LambdaFunction, Properties).Environment?.Variables?.[env.metrics];
  return { id: functionIdOf(Properties), reported: reported === undefined ? undefined : String(reported) };
}

function filteredMetrics(filters: readonly v.InferOutput<typeof MetricFilter>[]): number {
  const names = filters.flatMap(({ MetricTransformations }) =>
    MetricTransformations.map(({ MetricNamespace, MetricName }) => `${MetricNamespace} ${MetricName}`),
  );
  return new Set(names).size;
}

/** @param expression `rate(1 hour)`; any other is taken to be daily. */
function runsPerMonth(expression: string): number {
  const [, number, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const perDay = { minute: 24 * 60, hour: 24, day: 1 }[unit ?? ''] ?? 1;
  return (DAYS_PER_MONTH * perDay) / Number(number ?? 1);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function mostCommon(numbers: readonly number[]): number {
  const times = (number: number) => numbers.filter((other) => other === number).length;
  return numbers.toSorted((a, b) => times(b) - times(a))[0] ?? 0;
}

function sizeOf(path: string): number {
  const { size } = statSync(path);
  if (!statSync(path).isDirectory()) return size;
  return sum(readdirSync(path).map((name) => sizeOf(join(path, name))));
}

/** The guard has its configuration beside its code. */
function readGuard(stacks: readonly Stack[]): GuardConfig {
  for (const { template, assets } of stacks) {
    for (const { Type, Properties } of Object.values(template.Resources)) {
      if (Type !== 'AWS::Lambda::Function' || functionIdOf(Properties) !== 'guard') continue;
      const folder = assets.get(String(v.parse(LambdaFunction, Properties).Code.S3Key)) ?? '';
      return v.parse(GuardConfig, JSON.parse(readFileSync(join(folder, 'guard.json'), 'utf8')));
    }
  }
  throw new Error('no function of the assembly is the guard');
}

function typesIn(stack: Stack): Set<string> {
  return new Set(Object.values(stack.template.Resources).map(({ Type }) => Type));
}
