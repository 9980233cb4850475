/** Claims that can't be read. The message says how to write them. */
export class ClaimsError extends Error {
  override readonly name = 'ClaimsError';
}

/**
 * The claims that a person wrote: a JSON object, such as the payload of a decoded token, or lines such as `sub: ada`. A
 * claim that is in several lines is a list.
 *
 * @throws ClaimsError for anything else. Its message doesn't repeat what was written.
 */
export function claimsOfForm(text: string): Record<string, unknown> {
  return text.trim().startsWith('{') ? claimsInJson(text) : claimsInLines(text);
}

function claimsInJson(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text);
  } catch {
    throw new ClaimsError('These claims start like JSON, but aren’t a JSON object.');
  }
}

function claimsInLines(text: string): Record<string, unknown> {
  const claims = new Map<string, string[]>();
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    // A name may have colons itself, such as custom:org, so the last part is behind a colon and a space.
    const [, name, value] = /^\s*(\S+?)\s*(?:=|:(?=\s|$))\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined || value === undefined) {
      throw new ClaimsError(`Line ${at + 1} is no claim. Write a name, a colon, a space and a value: sub: ada`);
    }
    claims.set(name, [...(claims.get(name) ?? []), value]);
  }
  return Object.fromEntries([...claims].map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
}
