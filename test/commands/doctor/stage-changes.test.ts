import { describe, expect, it } from 'vitest';
import type { StageRecord } from '../../../commands/doctor/record.ts';
import { report } from '../../../commands/doctor/report.ts';
import { leftStacks, stageChanges } from '../../../commands/doctor/stage-changes.ts';

const KEY = { Key: 'AWS::SecretsManager::Secret 0123456789ab stagepass/dev/agora' };

function state(regions: Readonly<Record<string, string>>): StageRecord {
  return {
    versions: {},
    configuration: { written: {}, defaults: {} },
    stacks: Object.fromEntries(Object.keys(regions).map((name) => [name, KEY])),
    regions,
  };
}

const before = state({ 'Dev-Api': 'eu-west-1', 'Dev-Edge': 'us-east-1' });
const said = (changes: ReturnType<typeof stageChanges>) =>
  report({ ok: false, version: '1.0.0', findings: [], changes: { dev: changes }, removed: {} });

it('what the record holds is shown as text: it can’t speak to the terminal', () => {
  const stage = 'dev\u001b]0;x\u0007';
  const changes = stageChanges(
    { ...before, versions: { stagepass: '\u001b[2J' } },
    { ...before, versions: { stagepass: '1.0.0' } },
  );
  const text = report({ ok: true, version: '1.0.0', findings: [], changes: { [stage]: changes }, removed: {} });
  expect(text).toContain('stagepass \\u{1b}[2J → 1.0.0');
  expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
});

describe('stacks that no deployment deletes', () => {
  it('are none where nothing changes', () => {
    expect(stageChanges(before, before)).toMatchObject({ stacks: {}, left: [], needsLook: false });
  });

  it('are those in another region than before: a new one is made, with empty secrets', () => {
    const changes = stageChanges(before, state({ 'Dev-Api': 'us-east-1', 'Dev-Edge': 'us-east-1' }));
    expect(changes).toMatchObject({ left: [{ name: 'Dev-Api', region: 'eu-west-1' }], needsLook: true });
    expect(changes.stacks['Dev-Api']?.added).toHaveLength(1);
    expect(said(changes)).toContain('No deployment deletes Dev-Api in eu-west-1: it stays, with what is in it');
  });

  it('are those with another name: nothing in them goes', () => {
    const changes = stageChanges(before, state({ 'X-Dev-Api': 'eu-west-1', 'X-Dev-Edge': 'us-east-1' }));
    expect(changes.left.map(({ name }) => name)).toEqual(['Dev-Api', 'Dev-Edge']);
    expect(changes.needsLook).toBe(true);
    expect(said(changes)).not.toContain('its value goes');
    expect(said(changes)).toContain('No deployment deletes Dev-Api in eu-west-1 and Dev-Edge in us-east-1: they stay');
  });

  it('are those of a removed stage, but for the app’s own, which other stages have', () => {
    const removed = state({ 'Dev-Api': 'eu-west-1', Host: 'unknown-region' });
    const prod = state({ 'Prod-Api': 'eu-west-1', Host: 'eu-west-1' });
    expect(leftStacks(removed, [prod])).toEqual([{ name: 'Dev-Api', region: 'eu-west-1' }]);
  });

  it('are compared by name alone where a record says no region', () => {
    const old = { ...before, regions: {} };
    expect(stageChanges(old, state({ 'Dev-Api': 'us-east-1', 'Dev-Edge': 'us-east-1' })).left).toEqual([]);
  });
});
