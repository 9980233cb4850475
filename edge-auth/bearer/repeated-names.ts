/**
 * Whether an object in this JSON has a member name twice, at any depth. `JSON.parse` takes the last of them without a
 * word, other parsers the first: whoever checked the token before may have read something else in it.
 *
 * There are as many members as colons outside of texts. What was parsed has fewer where two had the same name, however
 * that was written.
 *
 * @param json well-formed.
 * @param parsed what `JSON.parse` makes of it.
 */
export function hasRepeatedNames(json: string, parsed: object): boolean {
  return colonsIn(json) !== membersIn(parsed);
}

const [QUOTE, BACKSLASH, COLON] = [0x22, 0x5c, 0x3a];

function colonsIn(json: string): number {
  let colons = 0;
  for (let at = 0; at < json.length; at += 1) {
    const character = json.charCodeAt(at);
    if (character === COLON) colons += 1;
    if (character === QUOTE) at = endOfText(json, at);
  }
  return colons;
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
