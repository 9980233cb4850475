import { existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

/** The file that remembers the state that a team has accepted. It is committed, and holds nothing that is secret. */
export const RECORD_FILE = 'stagepass.lock.json';

const Settings = v.record(v.string(), v.unknown());

const StageRecord = v.object({
  /** Of the packages that a template depends on. */
  versions: v.record(v.string(), v.string()),
  configuration: v.object({ written: Settings, defaults: Settings }),
  /** The resources of each stack. */
  stacks: v.record(v.string(), v.record(v.string(), v.string())),
  /** Where each stack is. Files of 0.2.0 may lack it. */
  regions: v.optional(v.record(v.string(), v.string()), {}),
});
export type StageRecord = v.InferOutput<typeof StageRecord>;

/** By stage. */
export type StageRecords = Readonly<Record<string, StageRecord>>;

const File = v.object({ stages: v.record(v.string(), StageRecord) });

/** @returns undefined where the project has none yet. @throws Error when the file isn't one that this version reads. */
export function readRecord(projectDir: string): StageRecords | undefined {
  const file = fileOf(projectDir);
  if (!existsSync(file)) return undefined;
  try {
    return v.parse(File, JSON.parse(readFileSync(file, 'utf8'))).stages;
  } catch {
    throw new Error(`${file} can’t be read: take the committed one, or delete it and run doctor --accept`);
  }
}

export function writeRecord(projectDir: string, stages: StageRecords): void {
  const note = 'What doctor compares with. Commit it; stagepass doctor --accept writes it.';
  writeFileSync(fileOf(projectDir), `${JSON.stringify({ note, stages }, null, 2)}\n`);
}

/** @throws Error when it is a link: what that leads to isn't the project's. */
function fileOf(projectDir: string): string {
  const file = join(projectDir, RECORD_FILE);
  if (!lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink()) return file;
  throw new Error(`${file} is a link, which doctor doesn’t follow: delete it, or put the file itself there`);
}
