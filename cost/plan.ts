import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { GuardConfig } from '../edge-auth/config.ts';
import { readAssembly, type Stack } from '../local/assembly/assembly.ts';

/** What of a deployment its price depends on. */
export interface Plan {
  readonly region: string;
  readonly api: 'rest' | 'http';
  readonly guard: 'lambda-edge' | 'cloudfront-function';
  readonly callers: number;
  /** For how long an edge environment uses a password it has read; 0: each request reads it. */
  readonly guardTtlSeconds: number;
  /** For how long API Gateway keeps an authorizer's decision; 0: each request asks it. */
  readonly authorizerTtlSeconds: number;
  /** Of a token function, in MB. */
  readonly memoryMb: number;
  readonly tracing: boolean;
  readonly accessLog: boolean;
  readonly logsDays: number;
  /** Rules of the web ACL; undefined where there is none. */
  readonly webAclRules: number | undefined;
  /** Requests a second that each route lets through. */
  readonly throttle: { readonly rate: number; readonly burst: number };
  readonly secrets: number;
  readonly alarms: number;
  readonly dashboards: number;
  readonly metrics: number;
  readonly keys: number;
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

const TokenFunction = v.object({
  Code: v.object({ S3Key: v.string() }),
  MemorySize: v.optional(v.number(), 128),
});

const LogGroup = v.object({ RetentionInDays: v.optional(v.number(), 3653) });

const WebAcl = v.object({ Rules: v.optional(v.array(v.unknown()), []) });

/**
 * Reads a stage's plan from its synthesized assembly: what is counted is what would be deployed.
 *
 * @throws Error when the assembly has no guard or no API.
 */
export function readPlan(assemblyDir: string): Plan {
  const stacks = readAssembly(assemblyDir);
  const resources = stacks.flatMap((stack) => Object.values(stack.template.Resources));
  const all = <T>(type: string, schema: v.GenericSchema<unknown, T>): T[] =>
    resources.filter(({ Type }) => Type === type).map(({ Properties }) => v.parse(schema, Properties));
  const count = (type: string) => resources.filter(({ Type }) => Type === type).length;

  const apiStack = stacks.find((stack) => typesIn(stack).has('AWS::ApiGateway::RestApi'));
  const [stage] = all('AWS::ApiGateway::Stage', Stage);
  if (apiStack === undefined || stage === undefined) throw new Error(`${assemblyDir} holds no REST API`);
  const guard = readGuard(stacks);
  const throttles = stage.MethodSettings;
  const webAcls = all('AWS::WAFv2::WebACL', WebAcl);
  return {
    region: apiStack.region,
    api: 'rest',
    guard: 'lambda-edge',
    callers: Object.keys(guard.callers).length,
    guardTtlSeconds: guard.credentialsTtlSeconds,
    authorizerTtlSeconds: Math.max(
      ...all('AWS::ApiGateway::Authorizer', Authorizer).map((authorizer) => authorizer.AuthorizerResultTtlInSeconds),
    ),
    memoryMb: Math.max(...all('AWS::Lambda::Function', TokenFunction).map((func) => func.MemorySize)),
    tracing: stage.TracingEnabled,
    accessLog: stage.AccessLogSetting !== undefined,
    logsDays: Math.max(...all('AWS::Logs::LogGroup', LogGroup).map((group) => group.RetentionInDays)),
    webAclRules: webAcls.length === 0 ? undefined : webAcls.reduce((sum, { Rules }) => sum + Rules.length, 0),
    throttle: {
      rate: Math.max(0, ...throttles.map((method) => method.ThrottlingRateLimit ?? 0)),
      burst: Math.max(0, ...throttles.map((method) => method.ThrottlingBurstLimit ?? 0)),
    },
    secrets: count('AWS::SecretsManager::Secret'),
    alarms: count('AWS::CloudWatch::Alarm') + count('AWS::CloudWatch::CompositeAlarm'),
    dashboards: count('AWS::CloudWatch::Dashboard'),
    metrics: count('AWS::Logs::MetricFilter'),
    keys: count('AWS::KMS::Key'),
  };
}

/** The guard has its configuration beside its code. */
function readGuard(stacks: readonly Stack[]): GuardConfig {
  for (const { template, assets } of stacks) {
    for (const { Type, Properties } of Object.values(template.Resources)) {
      if (Type !== 'AWS::Lambda::Function') continue;
      const folder = assets.get(v.parse(TokenFunction, Properties).Code.S3Key);
      const config = folder === undefined ? undefined : readIfThere(join(folder, 'guard.json'));
      if (config !== undefined) return v.parse(GuardConfig, JSON.parse(config));
    }
  }
  throw new Error('no function of the assembly is the guard: none has a guard.json');
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function typesIn(stack: Stack): Set<string> {
  return new Set(Object.values(stack.template.Resources).map(({ Type }) => Type));
}
