import { RE2JS } from 're2js';
import type { TokenStream } from './token.ts';

/*
 * Patterns are read and matched by RE2. Its time only grows with the length of the name; an engine with backtracking
 * may need nearly endless time. What RE2 doesn't support (lookaround, back-references) is not accepted here.
 */

/** Whether a token's stream entry covers the stream with this name. Names are case-sensitive. */
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
