import type { ParseArgsConfig } from 'node:util';
import { parseArguments } from '../../bin/parse-arguments.ts';
import { isProviderId, type ProviderId, providers } from '../../lambda/providers.ts';
import type { GivenOptions, SecretMaker } from '../../lambda/shared/providers/secret-maker.ts';
import { secretMakers } from './secret-makers.ts';

const ids = providers.map(({ id }) => id).join(', ');

export const secretsUsage = `Fills in the secrets of a deployed stage. Nothing secret is printed.

  npm run secrets -- PROVIDER
      Stores a provider's keys: those that .env or the environment gives, and asks for the others.
      PROVIDER is one of: ${ids}.

${secretMakers.map(({ maker }) => `${maker.usage}\n\n`).join('')}All take
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
  readonly dryRun: boolean;
  readonly making: Making | undefined;
}

const common = {
  stage: { type: 'string' },
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
    dryRun: values['dry-run'] === true,
    making: makingOf(provider, values),
  };
}

function makingOf(provider: ProviderId, values: GivenOptions): Making | undefined {
  for (const { provider: owner, flag, maker } of secretMakers) {
    const own = Object.keys(maker.options);
    if (!values[flag]) {
      if (own.some((name) => values[name] !== undefined)) {
        throw new UsageError(`${own.map((name) => `--${name}`).join(', ')} can only be given with --${flag}`);
      }
      continue;
    }
    if (provider !== owner) throw new UsageError(`--${flag} is for ${owner}`);
    try {
      return { maker, asked: maker.read(values) };
    } catch (error) {
      throw new UsageError(error instanceof Error ? error.message : String(error));
    }
  }
  return undefined;
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
