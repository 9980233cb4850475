import type { Diagnosis } from '../doctor.ts';
import { shownText } from '../shown-text.ts';
import type { ChangedResource, ResourceChanges } from './resources.ts';
import type { Changed } from './settings.ts';
import type { LeftStack, StageChanges } from './stage-changes.ts';

/** What doctor found, for a person. */
export function report({ ok, version, findings, changes, removed }: Diagnosis): string {
  return (
    [
      ...findings.map(({ kind, text }) => `${kind === 'fault' ? 'wrong' : 'note '}  ${text}`),
      ...Object.entries(changes).flatMap(([stage, changed]) => stageLines(stage, changed)),
      ...Object.entries(removed).flatMap(([stage, left]) => removedLines(stage, left)),
      ...(findings.length === 0 && Object.keys({ ...changes, ...removed }).length === 0 ? [] : ['']),
      ok ? `Stagepass ${version}: all is well.` : NEEDS_LOOK,
      '',
    ]
      .flatMap((lines) => lines.split('\n'))
      // Versions, paths and ids are those of files that others may have written.
      .map(shownText)
      .join('\n')
  );
}

const NEEDS_LOOK = `This needs a look. npx cdk diff shows each property against what is deployed; npx stagepass doctor --accept remembers
the present state, once you want it so.`;

function stageLines(stage: string, changes: StageChanges): string[] {
  const { versions, changelog, configuration, stacks, left } = changes;
  const { defaults, own } = configuration;
  const lines = [
    ...Object.entries(versions).map(([name, { before, after }]) => `  ${name} ${before} → ${after}`),
    ...section(
      'Defaults that are others now, where your configuration says nothing',
      defaults.map((change) => changedLine(stage, change)),
    ),
    ...section(
      'What you have changed in the configuration',
      own.map((change) => changedLine(stage, change)),
    ),
    ...Object.entries(stacks).flatMap(([name, changed]) =>
      section(`What a deployment changes in ${name}`, resourceLines(changed)),
    ),
    ...(left.length === 0 ? [] : ['', `  ${leftLine(left)}`]),
    ...changelog.flatMap((entry) => section(`CHANGELOG ${entry.version}`, entry.text.split('\n'))),
  ];
  return lines.length === 0 ? [] : ['', `${stage}, since the accepted state`, ...lines];
}

function removedLines(stage: string, left: readonly LeftStack[]): string[] {
  return ['', `${stage} is no longer in the configuration`, `  ${leftLine(left)}`];
}

function leftLine(left: readonly LeftStack[]): string {
  const names = left.map(({ name, region }) => `${name}${region === undefined ? '' : ` in ${region}`}`);
  const stay =
    left.length === 1
      ? 'it stays, with what is in it, until you destroy it'
      : 'they stay, with what is in them, until you destroy them';
  return `No deployment deletes ${names.join(' and ')}: ${stay}. Stacks in their place have empty secrets.`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `  ${title}:`, ...lines.map((line) => (line === '' ? '' : `    ${line}`))];
}

function changedLine(stage: string, change: Changed): string {
  const [before, after] = [change.before, change.after].map((value) => JSON.stringify(value));
  if (!('after' in change)) return `${stage}.${change.path}: gone; it was ${before}`;
  return `${stage}.${change.path}: ${'before' in change ? `${before} → ${after}` : `new, ${after}`}`;
}

function resourceLines({ added, removed, replaced, updated }: ResourceChanges): string[] {
  return [
    ...counted(added).map(([type, count]) => `+ ${count} × ${type}`),
    ...removed.map((resource) => `- ${told(resource)}`),
    ...replaced.map((resource) => `± ${told(resource)}: replaced`),
    ...counted(updated).map(([type, count]) => `~ ${count} × ${type}`),
  ];
}

function told({ id, type, loss }: ChangedResource): string {
  return `${type} ${id}${loss === undefined ? '' : ` (${loss})`}`;
}

function counted(resources: readonly ChangedResource[]): [string, number][] {
  return Object.entries(Object.groupBy(resources, ({ type }) => type)).map(([type, all = []]) => [type, all.length]);
}
