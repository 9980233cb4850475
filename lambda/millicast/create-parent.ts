import * as v from 'valibot';
import type { Parent } from '../../commands/secrets/arguments.ts';
import type { StageSecrets } from '../../commands/secrets/stage-secrets.ts';
import { ParentToken } from '../viewer-token/parent-token.ts';
import { NAMES_ITS_STREAMS, namesItsStreams } from './contract/stream-names.ts';
import { UpstreamSubscribeToken } from './contract/token.ts';
import { MillicastKeys } from './keys.ts';
import type { Millicast } from './millicast-api.ts';

export interface CreateParentOptions {
  readonly parent: Parent;
  readonly stage: string;
  /** Whether the stage allows patterns that could match every stream. */
  readonly allowMatchAll: boolean;
  readonly secrets: StageSecrets;
  /** Millicast's API, for the account with these keys. */
  readonly connect: (keys: MillicastKeys) => Millicast;
  readonly say: (line: string) => void;
  readonly dryRun: boolean;
}

/**
 * Makes the subscribe token that viewer tokens are signed with, and stores it in the viewer function's secret. It gets no
 * tracking id (all viewer tokens would have to carry that one) and is bound to no address (the first viewers would shut
 * the others out).
 *
 * @throws Error or StagepassError; a token that can't be stored is deleted again.
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
  if (keys === undefined) throw new Error('the API secret is not filled in yet: npm run secrets -- millicast');

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

/** undefined for what isn't filled in yet. */
function parsed<T>(schema: v.GenericSchema<unknown, T>, text: string): T | undefined {
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
  return read.success ? read.output : undefined;
}
