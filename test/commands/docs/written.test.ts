import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { fieldsOf } from '../../../commands/docs/fields.ts';
import { table } from '../../../commands/docs/table.ts';
import { writtenFiles } from '../../../commands/docs/written.ts';
import { projectRoot } from '../../../lib/root.ts';

const written = await writtenFiles();

it.each(Object.keys(written))('%s is what `npm run docs` writes', (path) => {
  expect(readFileSync(join(projectRoot, path), 'utf8')).toBe(written[path]);
});

describe('the fields of a schema', () => {
  const count = v.pipe(v.number('a number'), v.minValue(1, 'more'), v.description('How many.'));

  it('say what they take, their default and what they are for', () => {
    const schema = v.object({
      always: count,
      mayBe: v.optional(count),
      else7: v.optional(
        v.pipe(
          count,
          v.check(() => true, 'a check'),
        ),
        7,
      ),
      later: v.optional(v.pipe(count, v.metadata({ default: 8 }))),
      texts: v.optional(v.pipe(v.array(v.string(), 'a list'), v.description('Texts.')), ['a']),
    });
    const common = { takes: 'a number', description: 'How many.' };
    expect(fieldsOf(schema)).toEqual([
      { path: ['always'], byDefault: undefined, ...common },
      { path: ['mayBe'], byDefault: null, ...common },
      { path: ['else7'], byDefault: '7', ...common },
      { path: ['later'], byDefault: '8', ...common },
      { path: ['texts'], takes: 'a list', byDefault: "['a']", description: 'Texts.' },
    ]);
  });

  it('are told with the sections that they are in, and sections that are described are told, too', () => {
    const inner = v.object({ count });
    const schema = v.object({
      silent: v.optional(inner, {} as never),
      told: v.pipe(inner, v.description('A section.')),
      byName: v.pipe(
        v.record(v.string(), inner),
        v.check(() => true),
        v.description('Sections.'),
      ),
    });
    expect(fieldsOf(schema).map(({ path }) => path.join('.'))).toEqual([
      'silent.count',
      'told',
      'told.count',
      'byName',
      'byName.NAME.count',
    ]);
  });

  it('are an error without a description', () => {
    const schema = v.object({ section: v.object({ count, silent: v.number() }) });
    expect(() => fieldsOf(schema)).toThrow('section.silent has no description');
  });
});

it('a table keeps what would end a cell', () => {
  expect(table(['a', 'b'], [['x|y', 'two\nlines']])).toBe('| a | b |\n| --- | --- |\n| x\\|y | two lines |');
});
