/** The part of OpenAPI 3.0's schema language that Millicast's description uses. */
export interface Schema {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'boolean';
  readonly format?: string;
  readonly nullable?: boolean;
  readonly oneOf?: readonly Schema[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: false;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly string[];
}

const ANNOTATIONS = ['description', 'default', 'deprecated', 'x-deprecatedMessage'];
const KEYWORDS = [
  ...['type', 'format', 'nullable', 'oneOf', 'required', 'properties', 'additionalProperties', 'items', 'minItems'],
  ...['maxItems', 'minLength', 'maxLength', 'minimum', 'maximum', 'enum'],
];

/** Where and how a value breaks a schema; empty: it fits. A keyword it doesn't know fails, so that none is passed over. */
export function violations(schema: Schema, value: unknown, at = '$'): string[] {
  const unknown = Object.keys(schema).filter((key) => !KEYWORDS.includes(key) && !ANNOTATIONS.includes(key));
  if (unknown.length > 0) throw new Error(`the check knows no ${unknown.join(', ')} (${at})`);
  if (value === null && schema.nullable) return [];
  if (schema.oneOf !== undefined) {
    const fitting = schema.oneOf.filter((option) => violations(option, value, at).length === 0);
    return fitting.length === 1 ? [] : [`${at} fits ${fitting.length} of its forms`];
  }
  switch (schema.type) {
    case 'object':
      return ofObject(schema, value, at);
    case 'array':
      return ofArray(schema, value, at);
    case 'string':
      return ofString(schema, value, at);
    case 'integer':
      return ofInteger(schema, value, at);
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`${at} is no boolean`];
    default:
      return [];
  }
}

function ofObject(schema: Schema, value: unknown, at: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at} is no object`];
  const properties = new Map(Object.entries(schema.properties ?? {}));
  const missing = (schema.required ?? [])
    .filter((key) => !Object.hasOwn(value, key))
    .map((key) => `${at} lacks ${key}`);
  const wrong = Object.entries(value).flatMap(([key, held]) => {
    const property = properties.get(key);
    if (property !== undefined) return violations(property, held, `${at}.${key}`);
    return schema.additionalProperties === false ? [`${at} may not hold ${key}`] : [];
  });
  return [...missing, ...wrong];
}

function ofArray(schema: Schema, value: unknown, at: string): string[] {
  if (!Array.isArray(value)) return [`${at} is no array`];
  const count = outside(value.length, schema.minItems, schema.maxItems) ? [`${at} has ${value.length} items`] : [];
  return [...count, ...value.flatMap((item, i) => violations(schema.items ?? {}, item, `${at}[${i}]`))];
}

function ofString(schema: Schema, value: unknown, at: string): string[] {
  if (typeof value !== 'string') return [`${at} is no string`];
  if (outside(value.length, schema.minLength, schema.maxLength)) return [`${at} has ${value.length} characters`];
  if (schema.enum !== undefined && !schema.enum.includes(value)) return [`${at} is none of ${schema.enum.join(', ')}`];
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(value) && !Number.isNaN(Date.parse(value));
  return schema.format === 'date-time' && !isTime ? [`${at} is no time`] : [];
}

function ofInteger(schema: Schema, value: unknown, at: string): string[] {
  if (typeof value !== 'number' || !Number.isInteger(value)) return [`${at} is no integer`];
  return outside(value, schema.minimum, schema.maximum) ? [`${at} is out of range`] : [];
}

function outside(value: number, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY): boolean {
  return value < min || value > max;
}
