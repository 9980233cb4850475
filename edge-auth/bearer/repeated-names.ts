/**
 * Whether an object in this JSON has a member name twice, at any depth. `JSON.parse` takes the last of them without a
 * word, other parsers the first: whoever checked the token before may have read something else in it.
 *
 * A text with a colon after it is a member's name. What was parsed has fewer members where two had the same name, however
 * that was written.
 *
 * @param json well-formed.
 * @param parsed what `JSON.parse` makes of it.
 */
export function hasRepeatedNames(json: string, parsed: object): boolean {
  return namesIn(json) !== membersIn(parsed);
}

const [BACKSLASH, COLON, SPACE] = [0x5c, 0x3a, 0x20];

function namesIn(json: string): number {
  let names = 0;
  for (let start = json.indexOf('"'); start !== -1; ) {
    let next = endOfText(json, start) + 1;
    // White space in JSON is a space, or a control character below it.
    while (json.charCodeAt(next) <= SPACE) next += 1;
    if (json.charCodeAt(next) === COLON) names += 1;
    start = json.indexOf('"', next);
  }
  return names;
}

function endOfText(json: string, start: number): number {
  let at = json.indexOf('"', start + 1);
  while (isEscaped(json, at)) at = json.indexOf('"', at + 1);
  return at;
}

function isEscaped(json: string, at: number): boolean {
  let before = at;
  while (json.charCodeAt(before - 1) === BACKSLASH) before -= 1;
  return (at - before) % 2 === 1;
}

/** Not by recursion: a token has room for thousands of brackets. */
function membersIn(parsed: object): number {
  let members = 0;
  const open: object[] = [parsed];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    const held: unknown[] = Object.values(value);
    if (!Array.isArray(value)) members += held.length;
    for (const each of held) if (typeof each === 'object' && each !== null) open.push(each);
  }
  return members;
}
