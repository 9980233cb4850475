import type { Schema } from './contract.ts';

/** The form that a whole number has in documents where parameters are texts. */
const WHOLE_NUMBER = '^(?:0|[1-9]\\d*)$';

/** Whether the value is a whole number, or text of one. */
export function isWholeNumber({ type, pattern }: Schema): boolean {
  return type === 'integer' || pattern === WHOLE_NUMBER;
}

/** Whether it says yes or no: a boolean, or text of one. */
export function isYesOrNo({ type, enum: values }: Schema): boolean {
  return (
    type === 'boolean' || (values?.length === 2 && values.every((value) => /^(?:true|false)$/.test(String(value))))
  );
}

/** Whether it is how long a token lives, in seconds. */
export function isLifetime(name: string, schema: Schema): boolean {
  return isLifetimeName(name) && [schema, ...(schema.anyOf ?? [])].some(isWholeNumber);
}

export function isLifetimeName(name: string): boolean {
  return /^expire(?:s|Time)$/.test(name);
}

/** What is wrong with a text as a whole number within its bounds. */
export function numberProblem(text: string, { minimum, maximum }: Schema): string | undefined {
  const bounds = [
    ...(minimum === undefined ? [] : [`${minimum} or more`]),
    ...(maximum === undefined ? [] : [`${maximum} at most`]),
  ].join(', ');
  const isRight =
    /^(?:0|[1-9]\d*)$/.test(text) && Number(text) >= (minimum ?? 0) && Number(text) <= (maximum ?? Number.MAX_VALUE);
  return isRight ? undefined : `Write a whole number${bounds && `: ${bounds}`}.`;
}
