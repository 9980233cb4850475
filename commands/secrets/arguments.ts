import type { ParseArgsConfig } from 'node:util';
import { parseArguments } from '../../bin/parse-arguments.ts';
import { isProviderId, type ProviderId, providers } from '../../lambda/providers.ts';
import type { GivenOptions, SecretMaker } from '../../lambda/shared/providers/secret-maker.ts';
import { type FoundMaker, secretMakers } from './secret-makers.ts';

const ids = providers.map(({ id }) => id).join(', ');

export const secretsUsage = `Fills in the secrets of a deployed stage. Nothing secret is printed.

  npm run secrets -- PROVIDER
      Stores a provider's keys: those that .env or the environment gives, and asks for the others.
      PROVIDER is one of: ${ids}.

${secretMakers.map(({ maker }) => `${maker.usage}\n\n`).join('')}All take
  --project NAME          The project, where the stage has several projects of the provider. Default: default.
  --stage NAME            The stage of stagepass.config.ts. Default: dev.
  --dry-run               Say what would be done, and change nothing.
  --help                  This text.

It needs AWS credentials that may list and write the stage's secrets, and read them where one is made of another.
`;

/** The command line is wrong; the message says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A secret to make, instead of filling in keys. */
export interface Making {
  readonly maker: SecretMaker;
  /** The options, as the maker has read them. */
  readonly asked: unknown;
}

export interface SecretsArguments {
  readonly provider: ProviderId;
  readonly stage: string;
  /** Undefined if none is given. */
  readonly project: string | undefined;
  readonly dryRun: boolean;
  readonly making: Making | undefined;
}

const common = {
  stage: { type: 'string' },
  project: { type: 'string' },
  'dry-run': { type: 'boolean' },
  help: { type: 'boolean' },
} as const satisfies ParseArgsConfig['options'];

/**
 * @returns 'help' for --help.
 * @throws UsageError
 */
export function readSecretsArguments(args: readonly string[]): SecretsArguments | 'help' {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  const [provider, ...more] = positionals;
  if (more.length > 0 || !isProviderId(provider)) throw new UsageError(`name one provider: ${ids}`);
  return {
    provider,
    stage: String(values.stage ?? 'dev'),
    project: values.project === undefined ? undefined : String(values.project),
    dryRun: values['dry-run'] === true,
    making: makingOf(provider, values),
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
    const given = names.find((name) => values[name] !== undefined && !(chosen && name in chosen.maker.options));
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

function parse(args: readonly string[]): { readonly values: GivenOptions; readonly positionals: readonly string[] } {
  const flags = secretMakers.map(({ flag }) => [flag, { type: 'boolean' }]);
  const options = { ...Object.assign({}, ...secretMakers.map(({ maker }) => maker.options)), ...common };
  try {
    return parseArguments({
      args: [...args],
      allowPositionals: true,
      options: { ...Object.fromEntries(flags), ...options } as NonNullable<ParseArgsConfig['options']>,
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
