import * as v from 'valibot';
import type { Environment } from '../environment.ts';

/** What the stacks keep of a caller in its secret. */
const Caller = v.object({ username: v.string(), password: v.string() });
export type Caller = v.InferOutput<typeof Caller>;

/** Stack outputs of this prefix name the callers' secrets. */
const OUTPUT_PREFIX = 'CallerSecret';

export function callerOutputs(outputs: Iterable<string>): string[] {
  return [...outputs].filter((output) => output.startsWith(OUTPUT_PREFIX));
}

export function readCaller(secretValue: string): Caller {
  return v.parse(Caller, JSON.parse(secretValue));
}

/** Of a caller that is shut out there is a name only. */
const ShutOut = v.object({ username: v.string() });

/**
 * Tells, for a person to read, whose password is another one than when it last told.
 *
 * @param read gives the value of a caller's secret, by the output that names it.
 */
export function passwordNews(outputs: readonly string[], read: (output: string) => string | undefined): () => string[] {
  const known = new Map(outputs.map((output) => [output, read(output)]));
  return () =>
    outputs.flatMap((output) => {
      const value = read(output);
      if (value === known.get(output)) return [];
      known.set(output, value);
      const held = v.safeParse(v.pipe(v.string(), v.parseJson(), v.union([Caller, ShutOut])), value);
      if (!held.success) return [`${output} lets nobody in`];
      const { username } = held.output;
      return 'password' in held.output
        ? [`${username} has a new password: ${held.output.password}`]
        : [`${username} is shut out`];
    });
}

/** The caller's secret with the password that the environment gives. */
export function withGivenPassword(secretValue: string, environment: Environment): string {
  const { username, password } = readCaller(secretValue);
  const given = environment[passwordVariable(username)];
  return JSON.stringify({ username, password: given ?? password });
}

/** The variable that gives a caller's password: `CLIENT_PASSWORD` for `client`. */
export function passwordVariable(caller: string): string {
  return `${caller.toUpperCase().replaceAll('-', '_')}_PASSWORD`;
}
