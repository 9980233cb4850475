import * as v from 'valibot';
import type { Environment } from './environment.ts';

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
