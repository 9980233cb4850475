import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import type { GivenOptions, SecretMaker, StageSecrets } from '../shared/providers/secret-maker.ts';
import { ParentToken } from '../viewer-token/parent-token.ts';
import { NAMES_ITS_STREAMS, namesItsStreams, type StreamEntry } from './contract/stream-names.ts';
import { patternProblem } from './contract/stream-pattern.ts';
import { UpstreamSubscribeToken } from './contract/token.ts';
import { MillicastKeys } from './keys.ts';
import { MILLICAST_TIMES, type MillicastApi, millicastApi } from './millicast-api.ts';
import { MillicastOptions } from './options.ts';

/** The parent token to make. */
export interface Parent {
  readonly streams: readonly StreamEntry[];
  readonly days: number;
}

const DEFAULT_DAYS = '365';

export const secretMaker: SecretMaker<Parent> = {
  description: 'make, through Millicast’s API, the subscribe token that viewer tokens are signed with, and store it',
  example: '--stream MainCam',
  options: {
    stream: { value: 'name', description: 'a stream that viewers may ask for; may be given again', multiple: true },
    pattern: {
      value: 'regex',
      description:
        'streams whose whole name matches; may be given again. It starts with three characters or more that stand for themselves, unless the stage has allowMatchAll',
      multiple: true,
    },
    days: { value: 'n', description: `when the token ends, and all viewer tokens with it (default: ${DEFAULT_DAYS})` },
  },
  read: ({ stream, pattern, days }) => ({
    streams: checkedStreams([
      ...texts(stream).map((streamName) => ({ streamName, isRegex: false })),
      ...texts(pattern).map((streamName) => ({ streamName, isRegex: true })),
    ]),
    days: readDays(String(days ?? DEFAULT_DAYS)),
  }),
  make: (parent, { configuration, url, ...tools }) =>
    createParent({
      ...tools,
      parent,
      allowMatchAll: v.parse(MayMatchAll, configuration).allowMatchAll,
      connect: (keys) =>
        millicastApi(url, async () => keys, MILLICAST_TIMES, { now: Date.now, random: Math.random, sleep }),
    }),
};

const MayMatchAll = v.object({ allowMatchAll: MillicastOptions.entries.allowMatchAll });

function texts(given: GivenOptions[string]): string[] {
  return Array.isArray(given) ? given.map(String) : [];
}

function checkedStreams(streams: readonly StreamEntry[]): readonly StreamEntry[] {
  if (streams.length === 0) throw new Error('--create-parent needs at least one --stream or --pattern');
  for (const { streamName, isRegex } of streams) {
    if (streamName.trim() === '' || streamName.length > 128) throw new Error('a stream’s name has 1 to 128 characters');
    const problem = isRegex ? patternProblem(streamName) : undefined;
    if (problem !== undefined) throw new Error(`--pattern ${streamName} ${problem}`);
  }
  return streams;
}

function readDays(text: string): number {
  const days = Number(text);
  // Millicast counts seconds in 32 bits.
  if (!/^\d+$/.test(text) || days < 1 || days > 24_855) throw new Error('--days is a whole number, 1 to 24855');
  return days;
}

export interface CreateParentOptions {
  readonly parent: Parent;
  readonly stage: string;
  /** Whether the stage allows patterns that could match every stream. */
  readonly allowMatchAll: boolean;
  readonly secrets: StageSecrets;
  /** Millicast's API, for the account with these keys. */
  readonly connect: (keys: MillicastKeys) => MillicastApi;
  readonly say: (line: string) => void;
  readonly dryRun: boolean;
}

/**
 * Makes the subscribe token that viewer tokens are signed with, and stores it in the viewer function's secret. It has
 * no tracking id, because every viewer token would need the same one. It isn't bound to addresses, because the first
 * viewers would shut out all others.
 *
 * @throws Error or ApiError; a token that can't be stored is deleted again.
 */
export async function createParent(options: CreateParentOptions): Promise<void> {
  const { parent, stage, secrets, connect, say, dryRun } = options;
  const all = options.allowMatchAll ? undefined : parent.streams.find((entry) => !namesItsStreams(entry));
  if (all !== undefined) {
    throw new Error(
      `--pattern ${all.streamName} could match every stream, which stage ${stage} does not allow: it ${NAMES_ITS_STREAMS}`,
    );
  }
  const target = await secrets.arnOf('MillicastViewer');
  const before = parsed(ParentToken, await secrets.read(target));
  const keys = parsed(MillicastKeys, await secrets.read(await secrets.arnOf('Millicast')));
  if (keys === undefined) throw new Error('the API secret is not filled in yet: npx stagepass secrets millicast');

  const body = { label: `stagepass ${stage} viewers`, streams: parent.streams, expires: parent.days * 86_400 };
  if (dryRun) {
    say(`would make a subscribe token "${body.label}" that ends in ${parent.days} days and opens:`);
    for (const { streamName, isRegex } of parent.streams) say(`  ${isRegex ? 'all that match ' : ''}${streamName}`);
    say(`would be stored in ${target}`);
    return;
  }
  const call = connect(keys);
  const made = await call({ method: 'POST', path: '/subscribe_token', body }, UpstreamSubscribeToken);
  const { id, token, streams, expiresAt } = made;
  const stored: ParentToken = { tokenId: id, token, streams, expiresAt };
  try {
    await secrets.write(target, JSON.stringify(v.parse(ParentToken, stored)));
  } catch (error) {
    const path = `/subscribe_token/${id}`;
    await call({ method: 'DELETE', path, tokenId: id }, v.unknown()).catch(() => {
      say(`subscribe token ${id} was made but not stored, and could not be deleted: delete it yourself`);
    });
    throw error;
  }
  say(`made subscribe token ${id}, which ends at ${stored.expiresAt}, and stored it in ${target}`);
  say('The viewer function uses it within five minutes.');
  if (before !== undefined) {
    say(`Viewer tokens of the one before, ${before.tokenId}, are good while it lives: delete it when they have ended.`);
  }
}

/** @returns undefined for a secret that isn't filled in yet. */
function parsed<T>(schema: v.GenericSchema<unknown, T>, text: string): T | undefined {
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
  return read.success ? read.output : undefined;
}
