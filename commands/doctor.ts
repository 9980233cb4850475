import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stageApp } from '../bin/stage-app.ts';
import { selectStage } from '../lib/config/config.ts';
import { synthesize } from '../local/synthesize.ts';
import { type Finding, fault, note } from './doctor/findings.ts';
import { RECORD_FILE, readRecord, type StageRecord, type StageRecords, writeRecord } from './doctor/record.ts';
import { meaningOf } from './doctor/settings.ts';
import { stacksIn } from './doctor/stacks.ts';
import { type LeftStack, leftStacks, type StageChanges, stageChanges } from './doctor/stage-changes.ts';
import {
  cdkFindings,
  envFindings,
  ignoredFindings,
  installedVersion,
  packageFindings,
  placeholderFindings,
} from './doctor/surroundings.ts';
import { UsageError } from './errors.ts';
import { ownManifest } from './manifest.ts';
import type { Project } from './project.ts';

export interface DoctorOptions {
  /** Only this one. Default: all. */
  readonly stage?: string;
  /** Remembers the present state. */
  readonly accept?: boolean;
}

/** What `doctor` found; `--json` prints it. */
export interface Diagnosis {
  /** Whether nothing needs a look. */
  readonly ok: boolean;
  readonly version: string;
  readonly findings: readonly Finding[];
  /** By stage; only those that the record has. */
  readonly changes: Readonly<Record<string, StageChanges>>;
  /** By stage that the configuration no longer has: its stacks, which stay in AWS. */
  readonly removed: Readonly<Record<string, readonly LeftStack[]>>;
}

/**
 * Looks at a project, and at what has changed since its team accepted a state. The first state is accepted by itself, but
 * not in a pipeline (`CI`), whose files nobody commits.
 *
 * @throws UsageError when there is no such stage.
 */
export async function doctor(
  project: Project,
  { stage, accept = false }: DoctorOptions,
  isPipeline = process.env.CI !== undefined && process.env.CI !== '',
): Promise<Diagnosis> {
  const { dir, config } = project;
  if (stage !== undefined && !Object.hasOwn(config, stage)) {
    throw new UsageError(`there is no stage ${stage}: the configuration has ${Object.keys(config).join(', ')}`);
  }
  const names = stage === undefined ? Object.keys(config) : [stage];
  const findings: Finding[] = [...packageFindings(dir), ...cdkFindings(dir), ...ignoredFindings(dir)];
  const ofStages: Finding[] = names.flatMap((name) => stageFindings(project, name));
  const isSound = ![...findings, ...ofStages].some(({ kind }) => kind === 'fault');
  findings.push(...unique(ofStages));

  const before = recordIn(dir, findings);
  const now: Record<string, StageRecord> = {};
  if (isSound) {
    for (const name of names) {
      try {
        now[name] = await presentState(project, name);
      } catch (error) {
        findings.push(fault(`${name}: ${error instanceof Error ? error.message : error}`));
      }
    }
  }
  const changes: Record<string, StageChanges> = {};
  for (const [name, state] of Object.entries(now)) {
    const known = before?.[name];
    if (known !== undefined && !accept) changes[name] = stageChanges(known, state);
  }
  const isComplete = !findings.some(({ kind }) => kind === 'fault');
  const removed = isComplete && stage === undefined && !accept ? removedStages(before, config, Object.values(now)) : {};
  const unknown = Object.keys(now).filter((name) => before?.[name] === undefined);
  if (isComplete && (accept || (unknown.length > 0 && !isPipeline))) {
    const kept = Object.entries(before ?? {}).filter(
      ([name]) => Object.hasOwn(config, name) || removed[name] !== undefined || stage !== undefined,
    );
    const taken = accept ? now : Object.fromEntries(unknown.map((name) => [name, now[name] as StageRecord]));
    writeRecord(dir, { ...Object.fromEntries(kept), ...taken });
    findings.push(note(`${RECORD_FILE} remembers ${Object.keys(taken).join(', ')} as it is now: commit it`));
  } else if (unknown.length > 0) {
    findings.push(
      note(`${RECORD_FILE} doesn’t know ${unknown.join(', ')}: run doctor on your machine, and commit the file`),
    );
  }
  const ok =
    isComplete && Object.keys(removed).length === 0 && !Object.values(changes).some(({ needsLook }) => needsLook);
  return { ok, version: ownManifest.version, findings, changes, removed };
}

function stageFindings(project: Project, name: string): Finding[] {
  try {
    selectStage(project.config, name);
  } catch (error) {
    return [fault(error instanceof Error ? error.message : String(error))];
  }
  return [...envFindings(project, name), ...placeholderFindings(project, name)];
}

function removedStages(
  before: StageRecords = {},
  config: Project['config'],
  now: readonly StageRecord[],
): Record<string, LeftStack[]> {
  return Object.fromEntries(
    Object.entries(before)
      .filter(([name]) => !Object.hasOwn(config, name))
      .map(([name, state]) => [name, leftStacks(state, now)] as const)
      .filter(([, left]) => left.length > 0),
  );
}

/** Stages have their `.env` in common. */
function unique(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ text }, at) => findings.findIndex((other) => other.text === text) === at);
}

function recordIn(dir: string, findings: Finding[]): StageRecords | undefined {
  try {
    return readRecord(dir);
  } catch (error) {
    findings.push(fault(error instanceof Error ? error.message : String(error)));
    return undefined;
  }
}

/** Synthesizes the stage. */
async function presentState({ dir, config }: Project, name: string): Promise<StageRecord> {
  const assemblyDir = mkdtempSync(join(tmpdir(), 'stagepass-doctor-'));
  try {
    await synthesize(stageApp(dir, name, config), assemblyDir, new AbortController().signal);
    const { resources: stacks, regions } = stacksIn(assemblyDir);
    return {
      versions: {
        stagepass: ownManifest.version,
        'aws-cdk-lib': installedVersion(dir, 'aws-cdk-lib') ?? '',
      },
      configuration: meaningOf(config[name], selectStage(config, name)),
      stacks,
      regions,
    };
  } finally {
    rmSync(assemblyDir, { recursive: true, force: true });
  }
}
