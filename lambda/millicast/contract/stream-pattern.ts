/*
 * Patterns for stream names: the part of regular expressions that has the same meaning in every engine. Millicast
 * doesn't say which engine it uses, so a decision made here must be right for all of them. Not accepted: lookaround,
 * back-references, flags and named groups, whose meaning depends on the engine, and syntax that is an error in some
 * engines and plain text in others.
 */

/** The longest stream name that Millicast accepts. */
const MAX_CHARACTERS = 128;

/** The largest size of a pattern with its repetitions written out: `a{3}` counts as three characters. */
const MAX_SIZE = 1_000;

/** Code points, both ends included. */
export type Range = readonly [first: number, last: number];

export type Part =
  | { readonly kind: 'literal'; readonly codePoint: number }
  /** Sorted ranges that don't overlap, so that a character is found by binary search. */
  | { readonly kind: 'set'; readonly ranges: readonly Range[] }
  | { readonly kind: 'edge'; readonly of: 'start' | 'end' }
  | { readonly kind: 'group'; readonly branches: Pattern }
  | { readonly kind: 'repeat'; readonly part: Part; readonly min: number; readonly max: number };

export type Branch = readonly Part[];

/** The alternatives between `|`; at least one. */
export type Pattern = readonly Branch[];

/** The name of the field or option is put before the message. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}

const EXPECTED = String.raw`letters, digits, . [ ] ( ) (?: ) | * + ? {2,4} ^ $ \d \w \s \D \W \S, and \ before a sign that stands for itself`;

const DIGITS: readonly Range[] = [[0x30, 0x39]];
const WORD: readonly Range[] = [...DIGITS, [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]];
/** Tab, line feed, form feed, carriage return, space. */
const SPACE: readonly Range[] = [
  [0x09, 0x0a],
  [0x0c, 0x0d],
  [0x20, 0x20],
];
const LINE_FEED: readonly Range[] = [[0x0a, 0x0a]];
const LAST_CODE_POINT = 0x10ffff;

const CLASSES: ReadonlyMap<string, readonly Range[]> = new Map([
  ['d', DIGITS],
  ['D', complement(DIGITS)],
  ['w', WORD],
  ['W', complement(WORD)],
  ['s', SPACE],
  ['S', complement(SPACE)],
]);

/** Characters with a special meaning outside of `[…]`. */
const SIGNS: ReadonlySet<string> = new Set('\\^$.|?*+()[]{}');

/**
 * Characters that may be escaped with `\`. Others may not: `\_` is an error in some engines, and `\<`, `\>`, `\'` and
 * `` \` `` are boundaries of words or texts in some. Without `\` these are literal in all engines.
 */
const ESCAPABLE = /^[!-&(-/:;=?@[-^{-~]$/;

/** A `?` at the end makes it lazy, which makes no difference when the whole name must match. */
const QUANTIFIER = /^(?:([*+?])|\{(\d{1,4})(?:(,)(\d{0,4}))?\})\??/;

/** @throws PatternError with the position from which the pattern can't be read. */
export function readPattern(text: string): Pattern {
  const characters = [...text];
  if (characters.length > MAX_CHARACTERS) throw new PatternError(`must have ${MAX_CHARACTERS} characters at most`);
  let at = 0;

  const refuse = (from: number): never => {
    throw new PatternError(
      `must be a regular expression of ${EXPECTED}: it can’t be read from character ${from + 1} on`,
    );
  };
  const takes = (sign: string) => {
    if (
      !characters
        .slice(at, at + sign.length)
        .join('')
        .startsWith(sign)
    )
      return false;
    at += sign.length;
    return true;
  };

  function branches(): Pattern {
    const read = [branch()];
    while (takes('|')) read.push(branch());
    return read;
  }

  function branch(): Branch {
    const parts: Part[] = [];
    while (at < characters.length && characters[at] !== '|' && characters[at] !== ')') parts.push(repeated(part()));
    return parts;
  }

  function repeated(part: Part): Part {
    const [quantifier, sign, least, comma, most] = QUANTIFIER.exec(characters.slice(at).join('')) ?? [];
    if (quantifier === undefined) return part;
    const min = sign === undefined ? Number(least) : sign === '+' ? 1 : 0;
    const upTo = comma === undefined ? min : most === '' ? Infinity : Number(most);
    const max = sign === undefined ? upTo : sign === '?' ? 1 : Infinity;
    if (part.kind === 'edge' || max < min) refuse(at);
    at += quantifier.length;
    return { kind: 'repeat', part, min, max };
  }

  function part(): Part {
    const from = at;
    const character = characters[at++] as string;
    if (character === '(') {
      // Every other `(?` starts a flag, a named group or a lookaround.
      if (!takes('?:') && characters[at] === '?') refuse(from);
      const group: Part = { kind: 'group', branches: branches() };
      return takes(')') ? group : refuse(from);
    }
    if (character === '^' || character === '$') return { kind: 'edge', of: character === '^' ? 'start' : 'end' };
    if (character === '.') return { kind: 'set', ranges: complement(LINE_FEED) };
    if (character === '[') return { kind: 'set', ranges: set(from) };
    if (character === '\\') return escaped(from);
    return SIGNS.has(character) ? refuse(from) : literal(character);
  }

  function escaped(from: number): Part {
    const character = characters[at++] ?? '';
    const ranges = CLASSES.get(character);
    if (ranges !== undefined) return { kind: 'set', ranges };
    return ESCAPABLE.test(character) ? literal(character) : refuse(from);
  }

  /**
   * Reads the rest of `[…]`. Refused inside it: `[`, `&&`, `--`, `~~` and `||`, which are set operations in some
   * engines.
   */
  function set(from: number): readonly Range[] {
    const negated = takes('^');
    const ranges: Range[] = [];
    for (let isFirst = true; !takes(']'); isFirst = false) {
      if (at >= characters.length) refuse(from);
      if (takes('-')) {
        if (!isFirst && characters[at] !== ']') refuse(at - 1);
        ranges.push([0x2d, 0x2d]);
        continue;
      }
      const start = at;
      const first = member();
      if (first.kind === 'literal' && characters[at] === '-' && characters[at + 1] !== ']') {
        at += 1;
        const last = characters[at] === '-' ? refuse(at) : member();
        if (last.kind !== 'literal' || last.codePoint < first.codePoint) return refuse(start);
        ranges.push([first.codePoint, last.codePoint]);
      } else ranges.push(...(first.kind === 'set' ? first.ranges : [[first.codePoint, first.codePoint] as const]));
    }
    if (ranges.length === 0) refuse(from);
    return negated ? complement(ranges) : merged(ranges);
  }

  function member(): Part & { readonly kind: 'literal' | 'set' } {
    const from = at;
    const character = characters[at++] ?? '';
    if (character === '\\') return escaped(from) as Part & { readonly kind: 'literal' | 'set' };
    const isBetween = /[&~|]/.test(character) && characters[at] === character;
    const isUnclear = isBetween || character === '[' || character === ']' || character === '';
    return isUnclear ? refuse(from) : literal(character);
  }

  const pattern = branches();
  if (at < characters.length) refuse(at);
  if (sizeOf(pattern) > MAX_SIZE) {
    throw new PatternError(`must have ${MAX_SIZE} characters at most once its counts are written out`);
  }
  return pattern;
}

/** What is wrong with a pattern, for a message after the name of the field or option; undefined: nothing. */
export function patternProblem(text: string): string | undefined {
  try {
    readPattern(text);
    return undefined;
  } catch (error) {
    if (error instanceof PatternError) return error.message;
    throw error;
  }
}

function literal(character: string): Part & { readonly kind: 'literal' } {
  return { kind: 'literal', codePoint: character.codePointAt(0) as number };
}

/** The same characters in sorted ranges that neither overlap nor touch. */
function merged(ranges: readonly Range[]): readonly Range[] {
  const found: [first: number, last: number][] = [];
  for (const [first, last] of [...ranges].sort(([one], [other]) => one - other)) {
    const before = found.at(-1);
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else found.push([first, last]);
  }
  return found;
}

function complement(ranges: readonly Range[]): readonly Range[] {
  const others: Range[] = [];
  let from = 0;
  for (const [first, last] of merged(ranges)) {
    if (first > from) others.push([from, first - 1]);
    from = last + 1;
  }
  return from > LAST_CODE_POINT ? others : [...others, [from, LAST_CODE_POINT]];
}

function sizeOf(pattern: Pattern): number {
  return pattern.flat().reduce((sum, part) => sum + partSize(part), pattern.length - 1);
}

function partSize(part: Part): number {
  if (part.kind === 'group') return 1 + sizeOf(part.branches);
  if (part.kind !== 'repeat') return 1;
  return partSize(part.part) * Math.max(1, part.max === Infinity ? part.min + 1 : part.max);
}
