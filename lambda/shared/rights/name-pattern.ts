/** Does a pattern, in which only `*` means more than itself (any characters, or none), take the whole of a name? */
export function matchesPattern(pattern: string, name: string): boolean {
  const [start = '', ...rest] = pattern.split('*');
  const end = rest.pop();
  if (end === undefined) return name === pattern;
  if (!name.startsWith(start)) return false;
  // Each part at its first place leaves the most to those after it, so nothing is ever tried again.
  let from = start.length;
  for (const part of rest) {
    const at = name.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return name.length - end.length >= from && name.endsWith(end);
}
