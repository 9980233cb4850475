import { isProviderId, type ProviderId, providers } from '../../lambda/providers.ts';
import type { GivenOptions, SecretMaker } from '../../lambda/shared/providers/secret-maker.ts';
import { UsageError } from '../errors.ts';
import { type FoundMaker, secretMakers } from './secret-makers.ts';

/** A secret to make, instead of filling in keys. */
export interface Making {
  readonly maker: SecretMaker;
  /** The options, as the maker has read them. */
  readonly asked: unknown;
}

export interface SecretsArguments {
  readonly provider: ProviderId;
  readonly stage: string;
  /** The stack that it is in, if that isn't its own. */
  readonly stack: string | undefined;
  /** Undefined if none is given. */
  readonly project: string | undefined;
  readonly dryRun: boolean;
  /** Of a dry run that fills in keys. */
  readonly json: boolean;
  readonly making: Making | undefined;
}

/**
 * What the command line asks for.
 *
 * @param values the options that are given, by their names.
 * @throws UsageError
 */
export function readSecretsArguments(provider: string, values: GivenOptions): SecretsArguments {
  if (!isProviderId(provider)) throw new UsageError(`name one provider: ${providers.map(({ id }) => id).join(', ')}`);
  const [dryRun, json] = [values['dry-run'] === true, values.json === true];
  const making = makingOf(provider, values);
  if (json && (!dryRun || making !== undefined))
    throw new UsageError('--json goes with --dry-run, for keys to fill in');
  return {
    provider,
    stage: String(values.stage),
    stack: values.stack === undefined ? undefined : String(values.stack),
    project: values.project === undefined ? undefined : String(values.project),
    dryRun,
    json,
    making,
  };
}

/** @param makers the secrets that can be made; those that the providers' folders have, by default. */
export function makingOf(
  provider: ProviderId,
  values: GivenOptions,
  makers: readonly FoundMaker[] = secretMakers,
): Making | undefined {
  const [chosen, ...others] = makers.filter(({ flag }) => values[flag]);
  if (chosen !== undefined && others.length > 0) {
    throw new UsageError(`give one of ${makers.map(({ flag }) => `--${flag}`).join(', ')}`);
  }
  for (const { flag, maker } of makers) {
    const names = Object.keys(maker.options);
    const given = names.find((name) => isGiven(values[name]) && !(chosen && name in chosen.maker.options));
    if (given === undefined) continue;
    throw new UsageError(`${names.map((name) => `--${name}`).join(', ')} can only be given with --${flag}`);
  }
  if (chosen === undefined) return undefined;
  const { provider: owner, flag, maker } = chosen;
  if (provider !== owner) throw new UsageError(`--${flag} is for ${owner}`);
  try {
    return { maker, asked: maker.read(values) };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** A list that is empty isn’t. */
function isGiven(value: GivenOptions[string]): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined;
}
