import { isProviderId, providerOf } from '../../lambda/providers.ts';
import type { StageInput } from '../../lib/config/stage.ts';
import { signIns } from './sign-ins.ts';

/** A value that a team must put its own for. */
export interface Placeholder {
  /** Where it is: `dev.providers.livekit.url`. */
  readonly path: string;
  /** What belongs there. */
  readonly wanted: string;
}

/** The values in a stage that `init` made up. */
export function placeholdersIn(stageName: string, stage: StageInput): Placeholder[] {
  const ofProviders = Object.entries(stage.providers ?? {}).flatMap(([id, options]) => {
    if (!isProviderId(id)) return [];
    const { configuration = {}, placeholders = {} } = providerOf(id).starter ?? {};
    return Object.entries(placeholders)
      .filter(([path]) => isSame(at(options, path), at(configuration, path)))
      .map(([path, wanted]) => ({ path: `${stageName}.providers.${id}.${path}`, wanted }));
  });
  const ofIssuers = Object.entries(stage.issuers ?? {}).flatMap(([name, { issuer }]) => {
    const signIn = signIns.find((each) => issuer === at(each.issuer, 'issuer'));
    if (signIn === undefined) return [];
    const wanted = `your sign-in in place of what is in capitals (${signIn.found})`;
    return [{ path: `${stageName}.issuers.${name}`, wanted }];
  });
  return [...ofProviders, ...ofIssuers];
}

function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce(
      (inner, name) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, name) : undefined),
      value,
    );
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
