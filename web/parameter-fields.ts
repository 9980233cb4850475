import type { Operation, Schema } from './contract.ts';
import { type Fields, schemaFields } from './schema-form.ts';

type Parameters = Operation['parameters'];

export interface ParameterFields extends Fields {
  /** What was filled in, as a URL says it. */
  texts(): Record<string, string>;
}

/** A field for each parameter of query or path. An unchanged one isn't sent. */
export function parameterFields(parameters: Parameters): ParameterFields {
  const fields = schemaFields({
    properties: Object.fromEntries(parameters.map((parameter) => [parameter.name, schemaOf(parameter)])),
    required: parameters.flatMap(({ name, required }) => (required ? [name] : [])),
  });
  return {
    ...fields,
    texts: () => Object.fromEntries(Object.entries(fields.value()).map(([name, value]) => [name, String(value)])),
  };
}

function schemaOf({ schema, description }: Parameters[number]): Schema {
  return { ...schema, ...(description && { description }) };
}
