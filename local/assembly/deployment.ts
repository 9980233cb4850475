import * as v from 'valibot';
import type { Stack } from './assembly.ts';
import { type ByKey, byKey } from './by-key.ts';
import { resolve, type Scope } from './intrinsics.ts';
import { innermost } from './issue.ts';
import { type NamedResource, NESTED_STACK, resourceType, stackId } from './resource-types.ts';
import { type ResourceLocation, UnsupportedError } from './unsupported.ts';

/** A resource of a template, as if it were deployed. */
export interface Resource extends ResourceLocation {
  readonly region: string;
  readonly account: string;
  /** The value of `Ref`: its name, id or ARN. */
  readonly ref: string;
  attribute(name: string): string;
  /** All properties, resolved and checked by `schema`. A property that the schema doesn't know is an error. */
  properties<T>(schema: v.GenericSchema<unknown, T>): T;
  /** The path of the asset with this object key. */
  asset(objectKey: string): string | undefined;
}

/** A stack as if it were deployed. */
export interface DeployedStack {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly outputs: readonly StackOutput[];
}

/** What requests need of it. The rest is checked for what it must not have. */
const NestedStackProperties = v.strictObject({
  NotificationARNs: v.optional(v.unknown()),
  Parameters: v.optional(v.record(v.string(), v.unknown()), {}),
  Tags: v.optional(v.unknown()),
  TemplateURL: v.unknown(),
  TimeoutInMinutes: v.optional(v.unknown()),
});

export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description: string | undefined;
}

/** The stacks of an assembly as if they were deployed: resources have names, and references can be resolved. */
export interface Deployment {
  resources(type: string): Resource[];
  /** @throws UnsupportedError about `from`, when there is no such resource. */
  byRef(type: string, ref: string, from: ResourceLocation): Resource;
  stacks(): DeployedStack[];
  /** The outputs of all stacks but nested ones, which are there for the stacks around them. */
  outputs(): ByKey<string>;
}

/**
 * Resolves `{{resolve:secretsmanager:…}}` for a stack in this region.
 * @param reference the part after `secretsmanager:`.
 */
export type ReadSecretReference = (reference: string, region: string) => string;

/**
 * @throws UnsupportedError when a stack holds a resource of an unknown type, or one with a condition.
 */
export function deploy(stacks: readonly Stack[], readSecretReference: ReadSecretReference): Deployment {
  const resources = stacks.flatMap((stack) =>
    Object.keys(stack.template.Resources).map((logicalId) => new DeployedResource(stack, logicalId, scopeOf(stack))),
  );
  const byLogicalId = new Map(resources.map((resource) => [`${resource.stackName}/${resource.logicalId}`, resource]));

  function scopeOf(stack: Stack): Scope {
    const resource = (logicalId: string) => {
      const found = byLogicalId.get(`${stack.name}/${logicalId}`);
      if (found === undefined) throw new Error(`there is no resource ${logicalId} in ${stack.name}`);
      return found;
    };
    return {
      ref(name) {
        const pseudo = pseudoParameters(stack);
        if (name.startsWith('AWS::')) {
          if (!Object.hasOwn(pseudo, name)) throw new Error(`${name} is not known`);
          return pseudo[name];
        }
        const parameter = stack.template.Parameters[name];
        if (parameter === undefined) return resource(name).ref;
        return givenParameter(stack, name) ?? defaultOf(name, parameter);
      },
      attribute(logicalId, attribute) {
        const [, output] = /^Outputs\.(\w+)$/.exec(attribute) ?? [];
        return output === undefined ? resource(logicalId).attribute(attribute) : nestedOutput(stack, logicalId, output);
      },
      importValue(name) {
        for (const exporter of stacks.filter(({ region }) => region === stack.region)) {
          for (const { Value, Export } of Object.values(exporter.template.Outputs)) {
            if (Export === undefined || resolve(Export.Name, scopeOf(exporter)) !== name) continue;
            return resolve(Value, scopeOf(exporter));
          }
        }
        throw new Error(`no stack in ${stack.region} exports ${name}`);
      },
      stackOutput(stackName, region, outputName) {
        const producer = stacks.find((other) => other.name === stackName && other.region === region);
        const output = producer?.template.Outputs[outputName];
        if (!producer || !output) throw new Error(`no stack ${stackName} in ${region} has an output ${outputName}`);
        return resolve(output.Value, scopeOf(producer));
      },
      dynamicReference(reference) {
        if (!reference.startsWith('secretsmanager:')) throw new Error(`{{resolve:${reference}}} is not known`);
        return readSecretReference(reference.slice('secretsmanager:'.length), stack.region);
      },
    };
  }

  /** What the stack around a nested one gives it. */
  function givenParameter({ nestedIn }: Stack, name: string): unknown {
    if (nestedIn === undefined) return undefined;
    const { parent, logicalId } = nestedIn;
    const { Parameters } = v.parse(NestedStackProperties, parent.template.Resources[logicalId]?.Properties);
    return resolve(Parameters[name], scopeOf(parent));
  }

  function nestedOutput(parent: Stack, logicalId: string, name: string): unknown {
    const nested = stacks.find(({ nestedIn }) => nestedIn?.parent === parent && nestedIn.logicalId === logicalId);
    const output = nested?.template.Outputs[name];
    if (nested === undefined || output === undefined) throw new Error(`${logicalId} has no output ${name}`);
    return resolve(output.Value, scopeOf(nested));
  }

  for (const resource of resources) {
    if (resourceType(resource.type) === undefined)
      throw new UnsupportedError(resource, 'a resource of an unknown type');
    if (resource.condition !== undefined) throw new UnsupportedError(resource, `Condition: ${resource.condition}`);
    if (resource.type === NESTED_STACK) checkNestedStack(resource);
  }

  function checkNestedStack(resource: DeployedResource): void {
    resource.unresolvedProperties(NestedStackProperties);
    const { stackName, logicalId } = resource;
    if (!stacks.some(({ nestedIn }) => nestedIn?.parent.name === stackName && nestedIn.logicalId === logicalId)) {
      throw new UnsupportedError(resource, 'TemplateURL is no asset of the assembly');
    }
  }

  const byType = Map.groupBy(resources, ({ type }) => type);
  const ofType = (type: string) => byType.get(type) ?? [];

  function deployedStacks(which: readonly Stack[]): DeployedStack[] {
    return which.map((stack) => ({
      id: stackId(stack),
      name: stack.name,
      region: stack.region,
      outputs: Object.entries(stack.template.Outputs).map(([key, { Value, Description }]) => ({
        key,
        value: String(resolveFor({ stackName: stack.name, logicalId: key, type: 'Output' }, Value, scopeOf(stack))),
        description: Description,
      })),
    }));
  }

  return {
    stacks: () => deployedStacks(stacks),
    resources: ofType,
    byRef(type, ref, from) {
      const found = ofType(type).find((resource) => resource.ref === ref);
      if (found === undefined)
        throw new UnsupportedError(from, `it refers to ${ref}, which is no ${type} of the assembly`);
      return found;
    },
    outputs: () =>
      byKey(
        deployedStacks(stacks.filter(({ nestedIn }) => nestedIn === undefined)).flatMap(({ name, outputs }) =>
          outputs.map((output) => ({ stackName: name, ...output })),
        ),
      ),
  };
}

class DeployedResource implements Resource, NamedResource {
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  readonly region: string;
  readonly account: string;
  readonly condition: string | undefined;
  readonly #stack: Stack;
  readonly #properties: Readonly<Record<string, unknown>>;
  readonly #scope: Scope;
  #ref: string | undefined;

  constructor(stack: Stack, logicalId: string, scope: Scope) {
    const { Type, Properties, Condition } = stack.template.Resources[
      logicalId
    ] as Stack['template']['Resources'][string];
    this.stackName = stack.name;
    this.logicalId = logicalId;
    this.type = Type;
    this.region = stack.region;
    this.account = stack.account;
    this.condition = Condition;
    this.#stack = stack;
    this.#properties = Properties;
    this.#scope = scope;
  }

  get ref(): string {
    this.#ref ??= this.#names().ref(this);
    return this.#ref;
  }

  attribute(name: string): string {
    const attribute = this.#names().attributes?.[name];
    if (attribute === undefined) throw new UnsupportedError(this, `Fn::GetAtt ${name}`);
    return attribute(this);
  }

  property(name: string): unknown {
    return this.#resolve(this.#properties[name]);
  }

  properties<T>(schema: v.GenericSchema<unknown, T>): T {
    return this.#parsed(schema, this.#resolve(this.#properties));
  }

  /** For what is read before references can be resolved. */
  unresolvedProperties<T>(schema: v.GenericSchema<unknown, T>): T {
    return this.#parsed(schema, this.#properties);
  }

  #parsed<T>(schema: v.GenericSchema<unknown, T>, properties: unknown): T {
    const parsed = v.safeParse(schema, properties);
    if (parsed.success) return parsed.output;
    const { path, issue } = innermost(parsed.issues[0]);
    throw new UnsupportedError(
      this,
      issue.expected === 'never' ? path : `${path} is ${issue.received}, where ${issue.expected} is expected`,
    );
  }

  asset(objectKey: string): string | undefined {
    return this.#stack.assets.get(objectKey);
  }

  #names() {
    const names = resourceType(this.type);
    if (names === undefined) throw new UnsupportedError(this, 'a resource of an unknown type');
    return names;
  }

  #resolve(value: unknown): unknown {
    return resolveFor(this, value, this.#scope);
  }
}

/** @throws UnsupportedError about the resource or output that holds the value. */
function resolveFor(location: ResourceLocation, value: unknown, scope: Scope): unknown {
  try {
    return resolve(value, scope);
  } catch (error) {
    if (error instanceof UnsupportedError) throw error;
    throw new UnsupportedError(location, error instanceof Error ? error.message : String(error));
  }
}

/** A parameter's default. Parameters of types such as AWS::SSM::… refer to something in the account, so they fail. */
function defaultOf(name: string, { Type, Default }: Stack['template']['Parameters'][string]): unknown {
  if (Type.startsWith('AWS::'))
    throw new Error(`the parameter ${name} has the type ${Type}, which is read from an AWS account`);
  if (Default === undefined) throw new Error(`the parameter ${name} has no default`);
  return Default;
}

function pseudoParameters(stack: Stack): Readonly<Record<string, string | undefined>> {
  return {
    'AWS::AccountId': stack.account,
    'AWS::NoValue': undefined,
    'AWS::Partition': 'aws',
    'AWS::Region': stack.region,
    'AWS::StackId': stackId(stack),
    'AWS::StackName': stack.name,
    'AWS::URLSuffix': 'amazonaws.com',
  };
}

/** In a schema: a property with any value, which has no effect on requests. */
export const inert = v.optional(v.unknown());
