import * as v from 'valibot';

const CallerValue = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ username: v.string(), password: v.pipe(v.string(), v.nonEmpty()) }),
);

/** The content of a caller's secret. */
export type CallerValue = v.InferOutput<typeof CallerValue>;

/** @returns undefined when it has no name and password: then the caller is shut out. */
export function readCallerValue(value: string | undefined): CallerValue | undefined {
  const parsed = v.safeParse(CallerValue, value);
  return parsed.success ? parsed.output : undefined;
}

export function callerValue({ username, password }: CallerValue): string {
  return JSON.stringify({ username, password });
}

/** The value for a caller that is shut out. A secret can't be empty, so the name stays in it. */
export function shutOutValue(username: string): string {
  return JSON.stringify({ username });
}
