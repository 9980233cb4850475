/** Whether a name matches both patterns: where none does, a right with one gives nothing of the other. */
export function patternsMeet(one: string, other: string): boolean {
  // meets[at]: whether the rest of `one` meets what `other` has from there on. Filled from the ends of both.
  let meets = [...Array.from(other, () => false), true];
  for (let at = other.length - 1; at >= 0; at -= 1) meets[at] = other[at] === '*' && meets[at + 1] === true;
  for (const char of one.split('').reverse()) {
    const before = meets;
    meets = [];
    meets[other.length] = char === '*' && before[other.length] === true;
    for (let at = other.length - 1; at >= 0; at -= 1) {
      const next = other[at];
      const isFound = char === '*' || next === '*' ? before[at] || meets[at + 1] : char === next && before[at + 1];
      meets[at] = isFound === true;
    }
  }
  return meets[0] === true;
}
