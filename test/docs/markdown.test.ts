import { expect, it } from 'vitest';
import { betweenMarks } from '../../docs/build/between-marks.ts';
import { markdownTable } from '../../docs/build/markdown-table.ts';

it('sets numbers to the right and words to the left', () => {
  expect(
    markdownTable(
      ['what', 'ms', 'note'],
      [
        ['a “cold” start', '12.5', 'slow'],
        ['warm', '0.1', ''],
      ],
    ),
  ).toBe(
    [
      '| what           |   ms | note |',
      '| -------------- | ---: | ---- |',
      '| a “cold” start | 12.5 | slow |',
      '| warm           |  0.1 |      |',
    ].join('\n'),
  );
});

it('puts what was measured between the marks and leaves the rest', () => {
  const document = '# Title\n\n<!-- measured -->\nold\n<!-- /measured -->\n\nText.\n';
  const once = betweenMarks(document, 'new\n');
  expect(once).toBe('# Title\n\n<!-- measured -->\n\nnew\n\n<!-- /measured -->\n\nText.\n');
  expect(betweenMarks(once, 'new\n')).toBe(once);
  expect(() => betweenMarks('# Title', 'new')).toThrow('<!-- measured -->');
});
