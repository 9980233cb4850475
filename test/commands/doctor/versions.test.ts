import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entriesBetween } from '../../../commands/doctor/changelog.ts';
import { isBelow, satisfies } from '../../../commands/doctor/versions.ts';
import { ownManifest, requiredPeers } from '../../../commands/manifest.ts';
import { projectRoot } from '../../../lib/root.ts';

describe('a range', () => {
  it.each([
    ['2.276.0', true],
    ['2.276.1', true],
    ['2.300.0', true],
    ['2.275.9', false],
    ['3.0.0', false],
    ['2.277.0-rc.1', true],
  ])('with a caret has %s: %s', (version, isIn) => {
    expect(satisfies(version, '^2.276.0')).toBe(isIn);
  });

  it.each(Object.entries(requiredPeers))('of a peer is one that doctor can read: %s', (_, range) => {
    expect(satisfies(range.slice(1), range)).toBe(true);
  });
});

it('a version is below another by its numbers, not by its digits', () => {
  expect([isBelow('2.9.0', '2.10.0'), isBelow('2.10.0', '2.9.0'), isBelow('1.0.0', '1.0.0')]).toEqual([
    true,
    false,
    false,
  ]);
});

describe('the changelog', () => {
  const text = readFileSync(join(projectRoot, 'CHANGELOG.md'), 'utf8');

  it('begins with this version', () => {
    const [first] = entriesBetween(text, '0.0.0', ownManifest.version);
    expect(first?.version).toBe(ownManifest.version);
    expect(first?.text).toMatch(/^.+\n\n### Added\n/);
  });

  it('has the entries after one version, to another', () => {
    const three = '# Changelog\n\n## [3.0.0] - d\n\nc\n\n## [2.0.0] - d\n\nb\n\n## [1.0.0] - d\n\na\n';
    expect(entriesBetween(three, '1.0.0', '3.0.0')).toEqual([
      { version: '3.0.0', text: 'c' },
      { version: '2.0.0', text: 'b' },
    ]);
    expect(entriesBetween(three, '1.0.0', '2.0.0').map(({ version }) => version)).toEqual(['2.0.0']);
    expect(entriesBetween(three, '0.9.0', '1.0.0').map(({ version }) => version)).toEqual(['1.0.0']);
  });
});
