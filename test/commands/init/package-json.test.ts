import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergedPackageJson, type Wanted } from '../../../commands/init/package-json.ts';

const wanted: Wanted = {
  scripts: { start: 'stagepass start', synth: 'cdk synth' },
  dependencies: { stagepass: '^1.0.0', constructs: '10.0.0' },
  devDependencies: { 'aws-cdk': '2.0.0' },
};

const names = ['start', 'synth', 'build', 'stagepass', 'constructs', 'aws-cdk', 'react', '__proto__', '1'];
const section = fc.dictionary(fc.constantFrom(...names), fc.string());
const theirs = fc
  .record(
    {
      name: fc.string(),
      scripts: section,
      dependencies: section,
      devDependencies: section,
      peerDependencies: section,
      workspaces: fc.array(fc.string()),
      config: fc.jsonValue(),
    },
    { requiredKeys: [] },
  )
  .map((value) => JSON.parse(JSON.stringify(value)));

/** Every value that is no object, by its path. */
function leaves(value: unknown, path: readonly string[] = []): Map<string, unknown> {
  if (typeof value !== 'object' || value === null) return new Map([[JSON.stringify(path), value]]);
  return new Map(Object.entries(value).flatMap(([name, inner]) => [...leaves(inner, [...path, name])]));
}

describe('a package.json with what a project needs', () => {
  it('has all that was there, as it was', () => {
    fc.assert(
      fc.property(theirs, fc.constantFrom(2, 4, '\t'), (before, indent) => {
        const { text } = mergedPackageJson(`${JSON.stringify(before, null, indent)}\n`, wanted);
        const after = leaves(JSON.parse(text));
        for (const [path, value] of leaves(before)) expect([path, after.get(path)]).toEqual([path, value]);
      }),
    );
  });

  it('has each script and each dependency that is wanted, once, and says what it added', () => {
    fc.assert(
      fc.property(theirs, (before) => {
        const { text, added } = mergedPackageJson(JSON.stringify(before), wanted);
        const after = JSON.parse(text);
        expect(Object.keys(after.scripts)).toEqual(expect.arrayContaining(['start', 'synth']));
        for (const name of ['stagepass', 'constructs', 'aws-cdk']) {
          const sections = ['dependencies', 'devDependencies', 'peerDependencies'];
          const count = (of: Record<string, object>) => sections.filter((each) => Object.hasOwn(of[each] ?? {}, name));
          expect(count(after)).toEqual(count(before).length > 0 ? count(before) : [expect.any(String)]);
        }
        expect(leaves(after).size - leaves(before).size).toBe(added.length);
      }),
    );
  });

  it('is the same text the second time', () => {
    fc.assert(
      fc.property(theirs, (before) => {
        const { text } = mergedPackageJson(JSON.stringify(before), wanted);
        expect(mergedPackageJson(text, wanted)).toMatchObject({ text, added: [] });
      }),
    );
  });

  it('keeps indentation and line ends', () => {
    const before = '{\r\n\t"name": "theirs",\r\n\t"scripts": {\r\n\t\t"build": "tsc"\r\n\t}\r\n}\r\n';
    const { text } = mergedPackageJson(before, { scripts: { start: 'x' }, dependencies: {}, devDependencies: {} });
    expect(text).toBe(
      '{\r\n\t"name": "theirs",\r\n\t"scripts": {\r\n\t\t"build": "tsc",\r\n\t\t"start": "x"\r\n\t}\r\n}\r\n',
    );
  });

  it('tells a script of theirs that has the same name', () => {
    const { kept } = mergedPackageJson('{"scripts":{"start":"vite"},"dependencies":{"constructs":"^10"}}', wanted);
    expect(kept).toEqual([{ path: 'scripts.start', wanted: 'stagepass start' }]);
  });

  it.each(['{', '[]', '{"scripts": []}', 'null'])('is refused where %s is there', (text) => {
    expect(() => mergedPackageJson(text, wanted)).toThrow(/^package.json can’t be/);
  });
});
