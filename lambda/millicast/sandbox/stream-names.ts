import { RE2JS } from 're2js';
import type { TokenStream } from './token.ts';

/*
 * Patterns are read and matched by RE2: its time grows with the length of the name, where a backtracking engine can be
 * kept busy for ever. What RE2 doesn't know (lookaround, back-references) is no pattern here.
 */

/** Whether a token's stream entry covers a stream of that name. Names are case sensitive. */
export function coversStream(entry: TokenStream, streamName: string): boolean {
  if (!entry.isRegex) return entry.streamName === streamName;
  return compiled(entry.streamName)?.matches(streamName) ?? false;
}

export function isPattern(text: string): boolean {
  return compiled(text) !== undefined;
}

function compiled(text: string): RE2JS | undefined {
  try {
    return RE2JS.compile(text);
  } catch {
    return undefined;
  }
}
