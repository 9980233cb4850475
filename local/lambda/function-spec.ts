import { statSync } from 'node:fs';
import * as v from 'valibot';
import { type Deployment, inert, type Resource } from '../assembly/deployment.ts';
import { UnsupportedError } from '../assembly/unsupported.ts';
import { type Role, readRole } from '../iam/role.ts';

/** A function, read from its template. */
export interface FunctionSpec {
  readonly logicalId: string;
  readonly name: string;
  /** Without the version. */
  readonly arn: string;
  readonly region: string;
  /** The folder of its code. */
  readonly taskRoot: string;
  /** `module.export` */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly architecture: 'x86_64' | 'arm64';
  readonly role: Role;
}

const OLDEST_NODE = 20;
const RUNTIMES = Array.from(
  { length: Number.parseInt(process.versions.node, 10) - OLDEST_NODE + 1 },
  (_, newer) => `nodejs${OLDEST_NODE + newer}.x`,
);

const FunctionProperties = v.strictObject({
  Architectures: v.optional(v.tuple([v.picklist(['x86_64', 'arm64'])]), ['x86_64']),
  Code: v.strictObject({ S3Bucket: inert, S3Key: v.optional(v.string()), ZipFile: v.optional(v.string()) }),
  Description: inert,
  Environment: v.optional(v.strictObject({ Variables: v.optional(v.record(v.string(), v.string()), {}) }), {}),
  FunctionName: inert,
  Handler: v.string(),
  LoggingConfig: inert,
  MemorySize: v.optional(v.number(), 128),
  Role: v.string(),
  // Functions run on the runner's own version of Node, which also runs code made for older ones.
  Runtime: v.picklist(RUNTIMES),
  Tags: inert,
  Timeout: v.optional(v.number(), 3),
  TracingConfig: inert,
});

/** Writes inline code of a template to a file. @returns its folder. */
export type WriteInlineCode = (code: string) => string;

/**
 * The function with this ARN, whatever its version.
 * @param services the function's role must trust them.
 * @param from the resource that refers to the function.
 * @param writeInlineCode without it, only code that is an asset can be run.
 */
export function readFunction(
  deployment: Deployment,
  arn: string,
  services: readonly string[],
  from: Resource,
  writeInlineCode?: WriteInlineCode,
): FunctionSpec {
  const resource = deployment
    .resources('AWS::Lambda::Function')
    .find((candidate) => candidate.attribute('Arn') === unqualified(arn));
  if (resource === undefined) throw new UnsupportedError(from, `the function ${arn}, which the assembly doesn’t hold`);
  const properties = resource.properties(FunctionProperties);
  return {
    logicalId: resource.logicalId,
    name: resource.ref,
    arn: unqualified(arn),
    region: resource.region,
    taskRoot: taskRootOf(resource, properties.Code, writeInlineCode),
    handler: properties.Handler,
    environment: properties.Environment.Variables ?? {},
    timeoutMs: properties.Timeout * 1000,
    memoryMb: properties.MemorySize,
    architecture: properties.Architectures[0],
    role: readRole(deployment, properties.Role, services, resource),
  };
}

function taskRootOf(
  resource: Resource,
  { S3Key, ZipFile }: v.InferOutput<typeof FunctionProperties>['Code'],
  writeInlineCode: WriteInlineCode | undefined,
): string {
  if (ZipFile !== undefined) {
    if (S3Key === undefined && writeInlineCode !== undefined) return writeInlineCode(ZipFile);
    throw new UnsupportedError(resource, 'Code.ZipFile');
  }
  const folder = S3Key === undefined ? undefined : resource.asset(S3Key);
  if (folder !== undefined && statSync(folder).isDirectory()) return folder;
  throw new UnsupportedError(resource, `Code.S3Key ${S3Key}, which is no folder of the assembly`);
}

/** `arn:aws:lambda:region:account:function:NAME[:VERSION]` without its version. */
export function unqualified(arn: string): string {
  return arn.split(':').slice(0, 7).join(':');
}
