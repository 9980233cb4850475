import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageDir } from '../manifest.ts';
import { type ChangelogEntry, entriesBetween } from './changelog.ts';
import type { StageRecord } from './record.ts';
import { losses, type ResourceChanges, resourceChanges } from './resources.ts';
import { type MeaningChanges, meaningChanges } from './settings.ts';

/** What has changed in a stage since its team accepted a state. */
export interface StageChanges {
  /** Packages with another version. */
  readonly versions: Readonly<Record<string, { readonly before: string; readonly after: string }>>;
  /** What Stagepass's changelog says of the versions between. */
  readonly changelog: readonly ChangelogEntry[];
  readonly configuration: MeaningChanges;
  /** Only stacks that a deployment would change. */
  readonly stacks: Readonly<Record<string, ResourceChanges>>;
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
  const names = [...new Set([...Object.keys(before.stacks), ...Object.keys(now.stacks)])];
  const stacks = Object.fromEntries(
    names
      .map((name) => [name, resourceChanges(before.stacks[name], now.stacks[name])] as const)
      .filter(([, changes]) => Object.values(changes).some((list) => list.length > 0)),
  );
  const isOther = configuration.defaults.length > 0 || Object.keys(stacks).length > 0;
  const isLost = Object.values(stacks).some((changes) => losses(changes).length > 0);
  const { stagepass } = versions;
  return {
    versions,
    changelog: stagepass === undefined ? [] : entriesBetween(changelogText(), stagepass.before, stagepass.after),
    configuration,
    stacks,
    needsLook: isLost || configuration.defaults.length > 0 || (isOther && Object.keys(versions).length > 0),
  };
}

function changelogText(): string {
  return readFileSync(join(packageDir, 'CHANGELOG.md'), 'utf8');
}
