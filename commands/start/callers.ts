import * as v from 'valibot';
import { type CallerValue, callerValue, readCallerValue } from '../../lambda/shared/secrets/caller-value.ts';
import { passwordVariable } from '../../lib/config/project-variables.ts';
import type { Environment } from '../environment.ts';

/** Stack outputs with this prefix hold the names of the callers' secrets. */
const OUTPUT_PREFIX = 'CallerSecret';

export function callerOutputs(outputs: Iterable<string>): string[] {
  return [...outputs].filter((output) => output.startsWith(OUTPUT_PREFIX));
}

/** @throws Error if the secret has no user name and password. */
export function readCaller(secretValue: string): CallerValue {
  const caller = readCallerValue(secretValue);
  if (caller === undefined) throw new Error('the secret of a caller holds no user name and password');
  return caller;
}

/** The secret of a caller that is shut out has only its name. */
const ShutOut = v.pipe(v.string(), v.parseJson(), v.object({ username: v.string() }));

/**
 * Gives a line for each caller whose password has changed since the last call.
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
      const caller = readCallerValue(value);
      if (caller !== undefined) return [`${caller.username} has a new password: ${caller.password}`];
      const shutOut = v.safeParse(ShutOut, value);
      return [shutOut.success ? `${shutOut.output.username} is shut out` : `${output} lets nobody in`];
    });
}

/** The caller's secret with the password that the environment gives. */
export function withGivenPassword(secretValue: string, environment: Environment): string {
  const { username, password } = readCaller(secretValue);
  const given = environment[passwordVariable(username)];
  return callerValue({ username, password: given ?? password });
}
