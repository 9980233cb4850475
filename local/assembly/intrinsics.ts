/** What expressions in a template can refer to. Each function throws when there is no such thing. */
export interface Scope {
  /** The value of a resource, parameter or pseudo parameter; undefined for `AWS::NoValue`. */
  ref(name: string): unknown;
  attribute(logicalId: string, attribute: string): unknown;
  /** `Fn::ImportValue`: an export of the same region. */
  importValue(name: string): unknown;
  /** `Fn::GetStackOutput`: an output of another stack, in any region. */
  stackOutput(stackName: string, region: string, outputName: string): unknown;
  /** @param reference the part after `resolve:`, such as `secretsmanager:name:SecretString:key::`. */
  dynamicReference(reference: string): string;
}

/** The template's value with all intrinsic functions and dynamic references resolved. */
export function resolve(value: unknown, scope: Scope): unknown {
  if (typeof value === 'string') return resolveDynamicReferences(value, scope);
  if (Array.isArray(value)) return value.map((item) => resolve(item, scope)).filter((item) => item !== undefined);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [name, argument] = entries[0] ?? [];
  if (entries.length === 1 && name !== undefined && (name === 'Ref' || name.startsWith('Fn::'))) {
    return call(name, argument, scope);
  }
  const resolved = entries.map(([key, item]) => [key, resolve(item, scope)]);
  return Object.fromEntries(resolved.filter(([, item]) => item !== undefined));
}

function call(name: string, argument: unknown, scope: Scope): unknown {
  switch (name) {
    case 'Ref':
      return scope.ref(text(name, argument));
    case 'Fn::GetAtt': {
      const parts = typeof argument === 'string' ? splitOnce(argument, '.') : list(name, argument);
      return scope.attribute(text(name, parts[0]), text(name, resolve(parts[1], scope)));
    }
    case 'Fn::Join': {
      const [delimiter, items] = list(name, argument);
      const joined = list(name, resolve(items, scope)).map((item) => text(name, item));
      return resolveDynamicReferences(joined.join(text(name, delimiter)), scope);
    }
    case 'Fn::Sub':
      return substitute(argument, scope);
    case 'Fn::Select': {
      const [index, items] = list(name, argument);
      const selected = list(name, resolve(items, scope))[Number(text(name, index))];
      if (selected === undefined) throw new Error(`Fn::Select asks for item ${text(name, index)} of a shorter list`);
      return selected;
    }
    case 'Fn::Split': {
      const [delimiter, whole] = list(name, argument);
      return text(name, resolve(whole, scope)).split(text(name, delimiter));
    }
    case 'Fn::ImportValue':
      return scope.importValue(text(name, resolve(argument, scope)));
    case 'Fn::GetStackOutput': {
      const { StackName, Region, OutputName } = resolve(argument, scope) as Record<string, unknown>;
      return scope.stackOutput(text(name, StackName), text(name, Region), text(name, OutputName));
    }
    default:
      throw new Error(`${name} is not known`);
  }
}

/** Fn::Sub: `${Name}`, `${LogicalId.Attribute}`, names in its second argument, and `${!Literal}`. */
function substitute(argument: unknown, scope: Scope): string {
  const [template, variables] = typeof argument === 'string' ? [argument, {}] : list('Fn::Sub', argument);
  const own = resolve(variables, scope) as Record<string, unknown>;
  const substituted = text('Fn::Sub', template).replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    if (Object.hasOwn(own, name)) return text('Fn::Sub', own[name]);
    const [logicalId, attribute] = splitOnce(name, '.');
    return text('Fn::Sub', attribute === undefined ? scope.ref(name) : scope.attribute(logicalId, attribute));
  });
  return resolveDynamicReferences(substituted, scope);
}

function resolveDynamicReferences(whole: string, scope: Scope): string {
  return whole.replaceAll(/\{\{resolve:([^}]*)\}\}/g, (_, reference: string) => scope.dynamicReference(reference));
}

function splitOnce(whole: string, delimiter: string): [string, string | undefined] {
  const at = whole.indexOf(delimiter);
  return at === -1 ? [whole, undefined] : [whole.slice(0, at), whole.slice(at + delimiter.length)];
}

function text(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`${name} needs a text, but got ${JSON.stringify(value)}`);
}

function list(name: string, value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`${name} needs a list, but got ${JSON.stringify(value)}`);
}
