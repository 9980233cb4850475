/** What stands for the user's own name, in braces. */
export const USER_VALUE = 'user';

const PLACEHOLDER = /\{([A-Za-z][A-Za-z0-9_]*)\}/;

/** A part of a pattern in rights: text, or the name of a value that stands for the claims of a signed-in user. */
export type PatternPart = { readonly text: string } | { readonly name: string };

/** The parts of a pattern such as `{tenant}-*`. Other braces are text. */
export function placeholders(pattern: string): PatternPart[] {
  // Each second piece is what a group of the expression matched.
  return pattern.split(PLACEHOLDER).flatMap((piece, at): PatternPart[] => {
    if (at % 2 === 1) return [{ name: piece }];
    return piece === '' ? [] : [{ text: piece }];
  });
}

/** The names of the values in a pattern. */
export function placeholderNames(pattern: string): string[] {
  return placeholders(pattern).flatMap((part) => ('name' in part ? [part.name] : []));
}

/** The pattern with something else in place of each value. */
export function withoutPlaceholders(pattern: string, instead: string): string {
  return placeholders(pattern)
    .map((part) => ('name' in part ? instead : part.text))
    .join('');
}
