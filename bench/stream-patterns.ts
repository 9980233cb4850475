import fc from 'fast-check';

/*
 * Patterns such as an attacker would send to keep a function busy, with names that nearly match.
 */

const atom = fc.constantFrom(
  ...['a', 'b', 'cam', '-', '.', '\\d', '\\w', '\\S', '[a-c]', '[^a]', '[a\\-\\d]', '\\.', '^', '$', 'ö', '😀', ''],
  '[7b-da-c\\W\\D]',
);
const quantifier = fc.constantFrom(...['', '', '*', '+', '?', '*?', '{0,3}', '{2}', '{2,}', '{0,30}', '{100}']);

const group: fc.Arbitrary<string> = fc.letrec<{ group: string; branch: string; part: string }>((tie) => ({
  part: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.tuple(atom, quantifier).map(([text, how]) => text + (/^[$^]?$/.test(text) ? '' : how)),
    fc.tuple(fc.constantFrom('(', '(?:'), tie('group'), quantifier).map(([open, held, how]) => `${open}${held})${how}`),
  ),
  branch: fc.array(tie('part'), { maxLength: 3 }).map((parts) => parts.join('')),
  group: fc.array(tie('branch'), { minLength: 1, maxLength: 3 }).map((branches) => branches.join('|')),
})).group;

/** As many ranges as fit into a pattern; only the last one matches. */
const WIDE_SET = `[${'\\W'.repeat(50)}a]*`;

/** The shapes that keep a backtracking engine busy longest: much that matches the same, and an end that never comes. */
const ambiguous = fc
  .record({
    inner: fc.array(fc.constantFrom('.', 'a', '\\w', '[^!]', '.?', 'a*', '.*', '(a|a)', '(.*)*', WIDE_SET), {
      minLength: 1,
      maxLength: 9,
    }),
    join: fc.constantFrom('|', ''),
    how: fc.constantFrom('*', '+', '{0,499}', '{1,}', '{333}', '{60}', '*)*'),
    end: fc.constantFrom('', '!', 'b', '$'),
  })
  .map(({ inner, join, how, end }) => `${how === '*)*' ? '(' : ''}(?:${inner.join(join)})${how}${end}`);

/** Well-formed ones for the most part, of all lengths up to what is read. */
export const streamPattern = fc.oneof(
  group,
  ambiguous,
  fc.tuple(group, ambiguous).map((both) => both.join('')),
);

export const streamName = fc.oneof(
  fc
    .array(fc.constantFrom('a', 'b', 'c', '-', '7', '.', 'ö', '😀', '\n'), { maxLength: 12 })
    .map((all) => all.join('')),
  fc
    .tuple(fc.constantFrom('a', 'ab', 'a-', 'cam', '7'), fc.constantFrom('', '!', 'b', '?'))
    .map(([piece, end]) => piece.repeat(128).slice(0, 128 - end.length) + end),
);
