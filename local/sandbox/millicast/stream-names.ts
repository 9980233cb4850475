import { createContext, Script } from 'node:vm';
import type { TokenStream } from './token.ts';

/**
 * A name of 128 characters is matched in microseconds, unless the pattern backtracks for ever: such a pattern is cut off
 * here, and matches nothing. A regular expression can be interrupted only inside `node:vm`.
 */
const CUT_OFF_MS = 1_000;

const context = createContext({ pattern: '', name: '' });

/** The bare pattern is compiled first: `a)|(b` is no pattern of its own, but would be one between the anchors. */
const fullMatch = new Script('new RegExp(pattern, "u"); new RegExp("^(?:" + pattern + ")$", "u").test(name)');

/** Whether a token's stream entry covers a stream of that name. Names are case sensitive. */
export function coversStream(entry: TokenStream, streamName: string): boolean {
  if (!entry.isRegex) return entry.streamName === streamName;
  Object.assign(context, { pattern: entry.streamName, name: streamName });
  try {
    return fullMatch.runInContext(context, { timeout: CUT_OFF_MS }) === true;
  } catch {
    return false;
  }
}

/** The `u` flag refuses what JavaScript would otherwise read differently from the service (`\A`, `\z`). */
export function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}
