import { type Provider, providers } from '../../api/route.ts';
import { parseArguments } from '../../bin/parse-arguments.ts';
import type { StreamEntry } from '../../lambda/millicast/contract/stream-names.ts';
import { patternProblem } from '../../lambda/millicast/contract/stream-pattern.ts';

export const usage = `Fills in the secrets of a deployed stage. Nothing secret is printed.

  npm run secrets -- PROVIDER
      Stores a provider's keys: those that .env or the environment gives, and asks for the others.
      PROVIDER is one of: ${providers.join(', ')}.

  npm run secrets -- millicast --create-parent --stream NAME
      Makes, through Millicast's API, the subscribe token that viewer tokens are signed with, and stores it.
      --stream NAME       A stream that viewers may ask for; may be given again.
      --pattern REGEX     Streams whose whole name matches; may be given again. It starts with three characters or
                          more that stand for themselves, unless the stage has allowMatchAll.
      --days N            When the token ends, and all viewer tokens with it. Default: 365.

Both take
  --stage NAME            The stage of stagepass.config.ts. Default: dev.
  --dry-run               Say what would be done, and change nothing.
  --help                  This text.

It needs AWS credentials that may list and write the stage's secrets, and read them for --create-parent.
`;

/** The command line can't be followed; the message says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface Parent {
  readonly streams: readonly StreamEntry[];
  readonly days: number;
}

export interface SecretsArguments {
  readonly provider: Provider;
  readonly stage: string;
  readonly dryRun: boolean;
  /** The parent token to make, in place of keys to fill in. */
  readonly parent: Parent | undefined;
}

/**
 * @returns 'help' when that is asked for.
 * @throws UsageError
 */
export function readArguments(args: readonly string[]): SecretsArguments | 'help' {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  const [provider, ...more] = positionals;
  if (more.length > 0 || !isProvider(provider)) throw new UsageError(`name one provider: ${providers.join(', ')}`);
  const streams = [
    ...(values.stream ?? []).map((streamName) => ({ streamName, isRegex: false })),
    ...(values.pattern ?? []).map((streamName) => ({ streamName, isRegex: true })),
  ];
  const { stage = 'dev', days } = values;
  const common = { provider, stage, dryRun: values['dry-run'] ?? false };
  if (!values['create-parent']) {
    if (streams.length > 0 || days !== undefined) {
      throw new UsageError('--stream, --pattern and --days go with --create-parent');
    }
    return { ...common, parent: undefined };
  }
  if (provider !== 'millicast') throw new UsageError('--create-parent is for millicast');
  return { ...common, parent: { streams: checkedStreams(streams), days: readDays(days ?? '365') } };
}

function parse(args: readonly string[]) {
  try {
    return parseArguments({
      args: [...args],
      allowPositionals: true,
      options: {
        'create-parent': { type: 'boolean' },
        stream: { type: 'string', multiple: true },
        pattern: { type: 'string', multiple: true },
        days: { type: 'string' },
        stage: { type: 'string' },
        'dry-run': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function isProvider(name: string | undefined): name is Provider {
  return providers.some((provider) => provider === name);
}

function checkedStreams(streams: readonly StreamEntry[]): readonly StreamEntry[] {
  if (streams.length === 0) throw new UsageError('--create-parent needs at least one --stream or --pattern');
  for (const { streamName, isRegex } of streams) {
    if (streamName.trim() === '' || streamName.length > 128) {
      throw new UsageError('a stream’s name has 1 to 128 characters');
    }
    const problem = isRegex ? patternProblem(streamName) : undefined;
    if (problem !== undefined) throw new UsageError(`--pattern ${streamName} ${problem}`);
  }
  return streams;
}

function readDays(text: string): number {
  const days = Number(text);
  // Millicast counts seconds in 32 bits.
  if (!/^\d+$/.test(text) || days < 1 || days > 24_855) throw new UsageError('--days is a whole number, 1 to 24855');
  return days;
}
