import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  NestedStack,
  PolicyValidationPluginReport,
  Stack,
} from 'aws-cdk-lib';

/** Something that is too large for AWS to deploy. */
export interface Excess {
  /** Undefined if it is the template itself. */
  readonly logicalId: string | undefined;
  readonly what: string;
  readonly size: number;
  readonly limit: number;
}

type Json = Readonly<Record<string, unknown>>;

interface Resource {
  readonly Type: string;
  readonly Properties?: Json;
}

/** The parts of a template that are measured. */
export interface MeasuredTemplate {
  readonly Resources?: Readonly<Record<string, Resource>>;
  readonly Outputs?: Json;
  readonly Parameters?: Json;
  readonly Mappings?: Json;
}

/** The length counted for a reference, whose value isn't known yet: longer than any ARN, URL or name in a stage. */
const REFERENCE_LENGTH = 200;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const templateLimits = { bytes: 1_000_000, resources: 500, outputs: 200, parameters: 200, mappings: 200, secrets: 60 };

/** Resources of a stack and of those nested in it, which CloudFormation changes in one operation. */
const OPERATION_LIMIT = 2_500;

/** For all inline policies of a role together, and for its trust policy. IAM doesn't count white space. */
const INLINE_POLICY_LIMIT = 10_240;
const MANAGED_POLICY_LIMIT = 6_144;
const ENVIRONMENT_LIMIT = 4_096;
const FUNCTION_POLICY_LIMIT = 20_480;
/** The length of what Lambda adds to the properties of a permission. */
const PERMISSION_FRAME = 300;

/** The longest texts allowed, in characters, by resource type and property. */
const textLimits: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'AWS::CloudWatch::Alarm': { AlarmDescription: 1_024, AlarmName: 255 },
  'AWS::CloudWatch::Dashboard': { DashboardBody: 1_000_000 },
  'AWS::Events::Rule': { Description: 512 },
  'AWS::IAM::Role': { Description: 1_000 },
  'AWS::Lambda::Function': { Description: 256 },
  'AWS::SNS::Topic': { DisplayName: 100 },
  'AWS::SecretsManager::Secret': { Name: 512, Description: 2_048 },
};

/** How many resources of a type there may be: by the resource that they belong to (`by`), or in all. */
const countLimits: Readonly<Record<string, { readonly by?: string; readonly limit: number }>> = {
  'AWS::ApiGateway::Resource': { by: 'RestApiId', limit: 300 },
  'AWS::ApiGateway::ApiKey': { limit: 10_000 },
};

/**
 * Compares a template with the default quotas of its services. A reference counts with the longest value it may have.
 */
export function beyondLimits(template: MeasuredTemplate, bytes: number): Excess[] {
  const found: Excess[] = [];
  const measure = (logicalId: string | undefined, what: string, size: number, limit: number) => {
    if (size > limit) found.push({ logicalId, what, size, limit });
  };
  const { Resources: resources = {}, Outputs = {}, Parameters = {}, Mappings = {} } = template;
  measure(undefined, 'bytes of the template', bytes, templateLimits.bytes);
  measure(undefined, 'resources', Object.keys(resources).length, templateLimits.resources);
  measure(undefined, 'outputs', Object.keys(Outputs).length, templateLimits.outputs);
  measure(undefined, 'parameters', Object.keys(Parameters).length, templateLimits.parameters);
  measure(undefined, 'mappings', Object.keys(Mappings).length, templateLimits.mappings);
  const secrets = JSON.stringify(template).split('{{resolve:').length - 1;
  measure(undefined, 'dynamic references', secrets, templateLimits.secrets);

  const inline = new Map<string, number>();
  const permissions = new Map<string, number>();
  const counts = new Map<string, number>();
  const add = (to: Map<string, number>, key: string, size: number) => to.set(key, (to.get(key) ?? 0) + size);

  for (const [logicalId, { Type, Properties = {} }] of Object.entries(resources)) {
    for (const [name, limit] of Object.entries(textLimits[Type] ?? {})) {
      measure(logicalId, `characters of ${name}`, textOf(Properties[name]).length, limit);
    }
    const counted = countLimits[Type];
    if (counted !== undefined) add(counts, `${Type} ${JSON.stringify(Properties[counted.by ?? ''] ?? '')}`, 1);
    switch (Type) {
      case 'AWS::Lambda::Function': {
        const variables = Object.entries(at(Properties, 'Environment', 'Variables') ?? {});
        const size = variables.reduce((sum, [name, value]) => sum + Buffer.byteLength(name + textOf(value)), 0);
        measure(logicalId, 'bytes of environment variables', size, ENVIRONMENT_LIMIT);
        break;
      }
      case 'AWS::Lambda::Permission':
        add(permissions, JSON.stringify(Properties.FunctionName), textOf(Properties).length + PERMISSION_FRAME);
        break;
      case 'AWS::IAM::Policy':
        for (const role of listOf(Properties.Roles)) {
          add(inline, JSON.stringify(at(role, 'Ref') ?? role), textOf(Properties.PolicyDocument).length);
        }
        break;
      case 'AWS::IAM::Role':
        for (const policy of listOf(Properties.Policies)) {
          add(inline, JSON.stringify(logicalId), textOf(at(policy, 'PolicyDocument')).length);
        }
        measure(logicalId, 'managed policies', listOf(Properties.ManagedPolicyArns).length, 10);
        break;
      case 'AWS::IAM::ManagedPolicy':
        measure(logicalId, 'characters of the policy', textOf(Properties.PolicyDocument).length, MANAGED_POLICY_LIMIT);
        break;
      case 'AWS::CloudFront::Distribution': {
        const config = at(Properties, 'DistributionConfig');
        measure(logicalId, 'characters of Comment', textOf(at(config, 'Comment')).length, 128);
        measure(logicalId, 'cache behaviors', listOf(at(config, 'CacheBehaviors')).length + 1, 75);
        measure(logicalId, 'origins', listOf(at(config, 'Origins')).length, 100);
        break;
      }
      case 'AWS::CloudFront::ResponseHeadersPolicy': {
        const csp = at(Properties, 'ResponseHeadersPolicyConfig', 'SecurityHeadersConfig', 'ContentSecurityPolicy');
        measure(logicalId, 'characters of the CSP', textOf(at(csp, 'ContentSecurityPolicy')).length, 1_783);
        break;
      }
      default:
    }
  }
  for (const [role, size] of inline) {
    measure(JSON.parse(role), 'characters of inline policies', size, INLINE_POLICY_LIMIT);
  }
  for (const [, size] of permissions) measure(undefined, 'bytes of a function’s policy', size, FUNCTION_POLICY_LIMIT);
  for (const [key, count] of counts) {
    const type = key.split(' ')[0] ?? '';
    measure(undefined, type, count, countLimits[type]?.limit ?? 0);
  }
  return found;
}

/**
 * Fails the synth of a stage that is too large to be deployed. Otherwise the deployment would fail half-way. Stacks of others in
 * the app are none of its business.
 */
export class DeploymentLimits implements IPolicyValidationPlugin {
  readonly name = 'stagepass-deployment-limits';

  readonly #stacks: ReadonlyMap<string, readonly NestedStack[]>;

  /** @param stacks each with the nested stacks in it that are ours. */
  constructor(stacks: readonly (readonly [Stack, readonly NestedStack[]])[]) {
    this.#stacks = new Map(stacks.map(([{ node }, nested]) => [node.path, nested]));
  }

  validate({ stackTemplates }: IPolicyValidationContext): PolicyValidationPluginReport {
    const violations = stackTemplates.flatMap(({ stackConstructPath, templatePath }) => {
      const nested = this.#stacks.get(stackConstructPath);
      if (nested === undefined) return [];
      const paths = [templatePath, ...nested.map(({ templateFile }) => join(dirname(templatePath), templateFile))];
      let resources = 0;
      const found = paths.flatMap((path) => {
        const text = readFileSync(path, 'utf8');
        const template: MeasuredTemplate = JSON.parse(text);
        resources += Object.keys(template.Resources ?? {}).length;
        return beyondLimits(template, Buffer.byteLength(text)).map((excess) => violation(excess, path));
      });
      if (resources <= OPERATION_LIMIT) return found;
      const what = 'resources with those of nested stacks';
      const all = { logicalId: undefined, what, size: resources, limit: OPERATION_LIMIT };
      return [...found, violation(all, templatePath)];
    });
    return { success: violations.length === 0, violations };
  }
}

function violation({ logicalId, what, size, limit }: Excess, templatePath: string) {
  return {
    ruleName: 'size',
    description: `${what}: ${size}, and AWS takes ${limit}. Fewer callers, limits, addresses or names in stagepass.config.ts, or two stages.`,
    violatingResources: [
      {
        ...(logicalId === undefined ? { constructPath: '/' } : { resourceLogicalId: logicalId }),
        templatePath,
        locations: [],
      },
    ],
  };
}

/** The text that a value will be, with a placeholder for each reference. */
function textOf(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  const resolved = resolvedText(value);
  if (resolved !== undefined) return resolved;
  return JSON.stringify(value, (_key, inner) => (isObject(inner) ? (resolvedText(inner) ?? inner) : inner));
}

/** The text that an intrinsic function gives; undefined if the object is no intrinsic function. */
function resolvedText(value: object): string | undefined {
  const [[name, argument] = [], ...more] = Object.entries(value);
  if (name === undefined || more.length > 0) return undefined;
  if (name === 'Fn::Join') {
    const [separator, parts] = argument as [string, unknown];
    // What is joined may be a list that isn't known yet, such as that of `Fn::Split`.
    return Array.isArray(parts) ? parts.map(textOf).join(separator) : textOf(parts);
  }
  return name === 'Ref' || name.startsWith('Fn::') ? '*'.repeat(REFERENCE_LENGTH) : undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce((inner, name) => (isObject(inner) ? inner[name] : undefined), value);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
