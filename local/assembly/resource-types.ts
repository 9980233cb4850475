import { createHash } from 'node:crypto';
import type { ResourceLocation } from './unsupported.ts';

/** A resource, as far as a type needs it to make names. */
export interface NamedResource extends ResourceLocation {
  readonly region: string;
  readonly account: string;
  /** A property of the template, resolved; undefined when it isn't set. */
  property(name: string): unknown;
}

/** The values of `Ref` and `Fn::GetAtt` for resources of a type. */
interface ResourceType {
  ref(resource: NamedResource): string;
  readonly attributes?: Readonly<Record<string, (resource: NamedResource) => string>>;
}

/** A stack in a stack. Its attributes are its outputs, which its template has. */
export const NESTED_STACK = 'AWS::CloudFormation::Stack';

/** Types that requests pass through. The runner has a part for each of their services, which reads them. */
const servedTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::ApiGateway::ApiKey': { ref: (key) => unique(key, 10) },
  'AWS::ApiGateway::Authorizer': { ref: (authorizer) => unique(authorizer, 6) },
  'AWS::ApiGateway::Deployment': { ref: (deployment) => unique(deployment, 6) },
  'AWS::ApiGateway::GatewayResponse': { ref: (response) => unique(response, 10) },
  'AWS::ApiGateway::Method': { ref: (method) => unique(method, 10) },
  'AWS::ApiGateway::Resource': { ref: (resource) => unique(resource, 6) },
  'AWS::ApiGateway::RestApi': {
    ref: (api) => unique(api, 10),
    attributes: { RestApiId: (api) => unique(api, 10), RootResourceId: rootResourceId },
  },
  'AWS::ApiGateway::Stage': { ref: (stage) => String(stage.property('StageName')) },
  'AWS::ApiGateway::UsagePlan': { ref: (plan) => unique(plan, 6) },
  'AWS::ApiGateway::UsagePlanKey': { ref: (key) => unique(key, 10) },
  [NESTED_STACK]: { ref: (stack) => stackId({ ...stack, name: nestedStackName(stack) }) },
  'AWS::CloudFront::Distribution': {
    ref: (distribution) => `E${unique(distribution, 13).toUpperCase()}`,
    attributes: {
      DomainName: (distribution) => `d${unique(distribution, 13)}.cloudfront.net`,
      Id: (distribution) => `E${unique(distribution, 13).toUpperCase()}`,
    },
  },
  'AWS::CloudFront::OriginAccessControl': {
    ref: (control) => unique(control, 14),
    attributes: { Id: (control) => unique(control, 14) },
  },
  'AWS::CloudFront::OriginRequestPolicy': { ref: (policy) => unique(policy, 32) },
  'AWS::CloudFront::ResponseHeadersPolicy': { ref: (policy) => unique(policy, 32) },
  'AWS::IAM::Policy': { ref: (policy) => unique(policy, 20) },
  'AWS::IAM::Role': {
    ref: (role) => givenName(role, 'RoleName'),
    attributes: { Arn: (role) => `arn:aws:iam::${role.account}:role/${givenName(role, 'RoleName')}` },
  },
  'AWS::Lambda::Function': {
    ref: (func) => givenName(func, 'FunctionName'),
    attributes: { Arn: (func) => functionArn(func, givenName(func, 'FunctionName')) },
  },
  'AWS::Lambda::Permission': { ref: (permission) => unique(permission, 20) },
  'AWS::Lambda::Version': {
    ref: (version) => {
      const named = String(version.property('FunctionName'));
      return `${named.startsWith('arn:') ? named : functionArn(version, named)}:1`;
    },
  },
  'AWS::S3::Bucket': {
    ref: bucketName,
    attributes: {
      Arn: (bucket) => `arn:aws:s3:::${bucketName(bucket)}`,
      RegionalDomainName: (bucket) => `${bucketName(bucket)}.s3.${bucket.region}.amazonaws.com`,
    },
  },
  'AWS::S3::BucketPolicy': { ref: (policy) => unique(policy, 20) },
  'AWS::SecretsManager::RotationSchedule': { ref: (schedule) => String(schedule.property('SecretId')) },
  'AWS::SecretsManager::Secret': { ref: secretArn, attributes: { Id: secretArn } },
  'AWS::WAFv2::WebACL': {
    ref: (acl) => `${givenName(acl, 'Name')}|${unique(acl, 36)}|${acl.property('Scope')}`,
    attributes: {
      Arn: (acl) =>
        `arn:aws:wafv2:${acl.region}:${acl.account}:global/webacl/${givenName(acl, 'Name')}/${unique(acl, 36)}`,
    },
  },
  'Custom::CDKBucketDeployment': { ref: (deployment) => unique(deployment, 20) },
};

/** Types that have no effect on requests, such as those for logs, accounts and tools. They are ignored. */
const inertTypes: ReadonlySet<string> = new Set([
  'AWS::ApiGateway::Account',
  'AWS::CDK::Metadata',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::Events::Rule',
  'AWS::Lambda::LayerVersion',
  'AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter',
  'AWS::Route53::RecordSet',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::XRay::SamplingRule',
  'Custom::S3AutoDeleteObjects',
]);

/** Ignored resources get names too, since properties of others may refer to them. */
const inertType: ResourceType = {
  ref: (resource) => generatedName(resource),
  attributes: {
    Arn: (resource) => {
      const service = resource.type.split('::')[1]?.toLowerCase();
      return `arn:aws:${service}:${resource.region}:${resource.account}:${generatedName(resource)}`;
    },
  },
};

/** @returns undefined for a type that the runner doesn't know. */
export function resourceType(type: string): ResourceType | undefined {
  return inertTypes.has(type) ? inertType : servedTypes[type];
}

/** The id of an API's root resource, `/`. */
function rootResourceId(api: NamedResource): string {
  return `${unique(api, 9)}0`;
}

function functionArn({ region, account }: NamedResource, name: string): string {
  return `arn:aws:lambda:${region}:${account}:function:${name}`;
}

/** In lower case, and no longer than a label of a domain name. */
function bucketName(bucket: NamedResource): string {
  return givenName(bucket, 'BucketName')
    .toLowerCase()
    .slice(-63)
    .replace(/^[^a-z0-9]+/, '');
}

/** Secrets Manager adds a hyphen and six characters to every ARN. */
function secretArn(secret: NamedResource): string {
  // A secret's name that CloudFormation generates does not begin with the stack's name. The CDK relies on that.
  const name = secret.property('Name') ?? `${secret.logicalId}-${unique(secret, 12)}`;
  return `arn:aws:secretsmanager:${secret.region}:${secret.account}:secret:${name}-${unique(secret, 6)}`;
}

function givenName(resource: NamedResource, property: string): string {
  const name = resource.property(property);
  return name === undefined ? generatedName(resource) : String(name);
}

/** CloudFormation names a nested stack by the stack that it is in. */
export function nestedStackName(resource: ResourceLocation): string {
  return `${resource.stackName}-${resource.logicalId}-${unique(resource, 12).toUpperCase()}`;
}

export function stackId({ region, account, name }: { region: string; account: string; name: string }): string {
  return `arn:aws:cloudformation:${region}:${account}:stack/${name}/00000000-0000-4000-8000-000000000000`;
}

/** A name as CloudFormation makes it: stack, logical id and a unique part. */
function generatedName(resource: NamedResource): string {
  return `${resource.stackName}-${resource.logicalId}-${unique(resource, 12)}`.slice(-64);
}

/** Letters and digits that are unique to the resource, and the same at every start. */
function unique({ stackName, logicalId }: ResourceLocation, length: number): string {
  const digest = createHash('sha256').update(`${stackName}/${logicalId}`).digest('hex');
  return BigInt(`0x${digest}`).toString(36).padStart(length, '0').slice(-length);
}
