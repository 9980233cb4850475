import * as v from 'valibot';
import { type CallerValue, callerValue, readCallerValue } from '../../lambda/shared/secrets/caller-value.ts';
import { passwordVariable } from '../../lib/config/project-variables.ts';
import { passwordCallers, type StageConfig } from '../../lib/config/stage.ts';
import { callerSecretName } from '../../lib/secrets/secret-names.ts';
import type { Environment } from '../environment.ts';

/** The names of the secrets of the callers that aren't disabled. */
export function callerSecrets(stageName: string, stage: Pick<StageConfig, 'callers'>): string[] {
  return passwordCallers(stage).map(([caller]) => callerSecretName(stageName, caller));
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
 * @param read gives the value of a caller's secret, by the secret's name.
 */
export function passwordNews(secrets: readonly string[], read: (secret: string) => string | undefined): () => string[] {
  const known = new Map(secrets.map((secret) => [secret, read(secret)]));
  return () =>
    secrets.flatMap((secret) => {
      const value = read(secret);
      if (value === known.get(secret)) return [];
      known.set(secret, value);
      const caller = readCallerValue(value);
      if (caller !== undefined) return [`${caller.username} has a new password: ${caller.password}`];
      const shutOut = v.safeParse(ShutOut, value);
      return [shutOut.success ? `${shutOut.output.username} is shut out` : `${secret} lets nobody in`];
    });
}

/** The caller's secret with the password that the environment gives. */
export function withGivenPassword(secretValue: string, environment: Environment): string {
  const { username, password } = readCaller(secretValue);
  const given = environment[passwordVariable(username)];
  return callerValue({ username, password: given ?? password });
}

/** How many callers a person is shown: a few of many are enough to begin with. */
const SHOWN = 10;

/** A line for each caller, with its password; of many, for the first ones. */
export function callerLines(callers: readonly CallerValue[]): string[] {
  const shown = callers.length > 2 * SHOWN ? callers.slice(0, SHOWN) : callers;
  const more = callers.length - shown.length;
  return [
    ...shown.map(({ username, password }) => `${username}  ${password}`),
    ...(more === 0 ? [] : [`and ${more} more: npx stagepass start --json lists all`]),
  ];
}
