import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageDir } from '../manifest.ts';
import { type ChangelogEntry, entriesBetween } from './changelog.ts';
import type { StageRecord } from './record.ts';
import { losses, type ResourceChanges, resourceChanges } from './resources.ts';
import { type MeaningChanges, meaningChanges } from './settings.ts';

/** A stack that stays in AWS until somebody destroys it. */
export interface LeftStack {
  readonly name: string;
  /** Undefined where the record doesn’t say it. */
  readonly region?: string;
}

/** What has changed in a stage since its team accepted a state. */
export interface StageChanges {
  /** Packages with another version. */
  readonly versions: Readonly<Record<string, { readonly before: string; readonly after: string }>>;
  /** What Stagepass's changelog says of the versions between. */
  readonly changelog: readonly ChangelogEntry[];
  readonly configuration: MeaningChanges;
  /** Only stacks that a deployment would change. */
  readonly stacks: Readonly<Record<string, ResourceChanges>>;
  /** Stacks that the stage no longer has: no deployment deletes them. */
  readonly left: readonly LeftStack[];
  /** Whether it needs a look: something changed by a new version, or something is lost. */
  readonly needsLook: boolean;
}

export function stageChanges(before: StageRecord, now: StageRecord): StageChanges {
  const versions = Object.fromEntries(
    Object.entries(now.versions).flatMap(([name, after]) => {
      const known = before.versions[name] ?? '';
      return known === after ? [] : [[name, { before: known, after }]];
    }),
  );
  const configuration = meaningChanges(before.configuration, now.configuration);
  const stacks = Object.fromEntries(
    Object.keys(now.stacks)
      .map((name) => {
        const known = isMoved(name, before, now) ? undefined : before.stacks[name];
        return [name, resourceChanges(known, now.stacks[name])] as const;
      })
      .filter(([, changes]) => Object.values(changes).some((list) => list.length > 0)),
  );
  const isOther = configuration.defaults.length > 0 || Object.keys(stacks).length > 0;
  const left = leftStacks(before, [now]);
  const isLost = Object.values(stacks).some((changes) => losses(changes).length > 0);
  const { stagepass } = versions;
  return {
    versions,
    changelog: stagepass === undefined ? [] : entriesBetween(changelogText(), stagepass.before, stagepass.after),
    configuration,
    stacks,
    left,
    needsLook:
      left.length > 0 || isLost || configuration.defaults.length > 0 || (isOther && Object.keys(versions).length > 0),
  };
}

/** The stacks of a state that none of the present ones has, or that they have in another region only. */
export function leftStacks(before: StageRecord, now: readonly StageRecord[]): LeftStack[] {
  return Object.keys(before.stacks)
    .filter((name) => !now.some((state) => state.stacks[name] !== undefined && !isMoved(name, before, state)))
    .map((name) => ({ name, ...(isKnown(before.regions[name]) && { region: before.regions[name] }) }));
}

/** A stack's name and region are what AWS knows it by: in another region, it is another stack. */
function isMoved(name: string, { regions: before }: StageRecord, { regions: now }: StageRecord): boolean {
  return isKnown(before[name]) && isKnown(now[name]) && before[name] !== now[name];
}

/** An app may leave the region of a stack to whoever deploys it. */
function isKnown(region: string | undefined): region is string {
  return region !== undefined && region !== '' && region !== 'unknown-region';
}

function changelogText(): string {
  return readFileSync(join(packageDir, 'CHANGELOG.md'), 'utf8');
}
