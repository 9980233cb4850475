import * as v from 'valibot';

const CallerValue = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ username: v.string(), password: v.pipe(v.string(), v.nonEmpty()) }),
);

/** What a caller's secret holds. */
export type CallerValue = v.InferOutput<typeof CallerValue>;

/** @returns undefined when it holds no name and password: then it lets nobody in. */
export function readCallerValue(value: string | undefined): CallerValue | undefined {
  const parsed = v.safeParse(CallerValue, value);
  return parsed.success ? parsed.output : undefined;
}

export function callerValue({ username, password }: CallerValue): string {
  return JSON.stringify({ username, password });
}

/** Of a caller that is shut out: a secret can't be empty, so it keeps the name. */
export function shutOutValue(username: string): string {
  return JSON.stringify({ username });
}
