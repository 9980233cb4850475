import type { StreamEntry } from '../millicast/contract/stream-names.ts';
import { type Branch, type Part, type Pattern, type Range, readPattern } from '../millicast/contract/stream-pattern.ts';

/** A state of the automaton. `takes` consumes a character, the others none. `to` are indexes in the list of states. */
type State =
  | { readonly kind: 'takes'; readonly ranges: readonly Range[]; readonly to: number }
  | { readonly kind: 'edge'; readonly of: 'start' | 'end'; readonly to: number }
  | { readonly kind: 'fork'; to: readonly number[] }
  | { readonly kind: 'accepts' };

/**
 * Whether a token's entry opens the stream with this name. Names are case-sensitive, and the whole name must match.
 *
 * @throws PatternError when the entry's pattern can't be read.
 */
export function coversStream({ streamName, isRegex }: StreamEntry, name: string): boolean {
  return isRegex ? matches(readPattern(streamName), name) : streamName === name;
}

/**
 * Thompson's simulation of an NFA: it follows all possible states at the same time, so there is no backtracking. For
 * each character it looks at each state once at most, with any pattern.
 */
function matches(pattern: Pattern, name: string): boolean {
  const { states, start } = automaton(pattern);
  const codePoints = [...name].map((character) => character.codePointAt(0) as number);
  let active = [start];
  for (const [at, codePoint] of codePoints.entries()) {
    const next: number[] = [];
    for (const place of reached(states, active, at === 0, false)) {
      const state = states[place] as State;
      if (state.kind === 'takes' && holds(state.ranges, codePoint)) next.push(state.to);
    }
    active = next;
  }
  return reached(states, active, codePoints.length === 0, true).includes(ACCEPTS);
}

/** These states and all that can be reached from them without a character, each once. */
function reached(states: readonly State[], from: readonly number[], isStart: boolean, isEnd: boolean): number[] {
  const places: number[] = [];
  const isThere = new Uint8Array(states.length);
  const add = (place: number) => {
    if (isThere[place] === 1) return;
    isThere[place] = 1;
    places.push(place);
  };
  from.forEach(add);
  // The list grows during the loop.
  for (let at = 0; at < places.length; at += 1) {
    const state = states[places[at] as number] as State;
    if (state.kind === 'fork') state.to.forEach(add);
    if (state.kind === 'edge' && (state.of === 'start' ? isStart : isEnd)) add(state.to);
  }
  return places;
}

/** Binary search: a set may have about fifty ranges, and a pattern may contain a thousand sets. */
function holds(ranges: readonly Range[], codePoint: number): boolean {
  let from = 0;
  let to = ranges.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    const [first, last] = ranges[middle] as Range;
    if (codePoint < first) to = middle;
    else if (codePoint > last) from = middle + 1;
    else return true;
  }
  return false;
}

/** The index of the accepting state. */
const ACCEPTS = 0;

/** Built from the end of the pattern to its start, so that each part knows the state that follows it. */
function automaton(pattern: Pattern): { readonly states: readonly State[]; readonly start: number } {
  const states: State[] = [{ kind: 'accepts' }];
  const add = (state: State) => states.push(state) - 1;

  function alternatives(branches: Pattern, to: number): number {
    const starts = branches.map((branch) => sequence(branch, to));
    return starts.length === 1 ? (starts[0] as number) : add({ kind: 'fork', to: starts });
  }

  function sequence(branch: Branch, to: number): number {
    return branch.reduceRight((next, part) => one(part, next), to);
  }

  function one(part: Part, to: number): number {
    if (part.kind === 'literal') return add({ kind: 'takes', ranges: [[part.codePoint, part.codePoint]], to });
    if (part.kind === 'set') return add({ kind: 'takes', ranges: part.ranges, to });
    if (part.kind === 'edge') return add({ kind: 'edge', of: part.of, to });
    return part.kind === 'group' ? alternatives(part.branches, to) : repetition(part, to);
  }

  function repetition({ part, min, max }: Part & { readonly kind: 'repeat' }, to: number): number {
    let next = max === Infinity ? loop(part, to) : to;
    // The optional repetitions: each can be skipped, and with it all that follow.
    for (let more = min; more < max && max !== Infinity; more += 1) {
      next = add({ kind: 'fork', to: [one(part, next), to] });
    }
    for (let again = 0; again < min; again += 1) next = one(part, next);
    return next;
  }

  function loop(part: Part, to: number): number {
    const fork: State & { readonly kind: 'fork' } = { kind: 'fork', to: [] };
    const at = add(fork);
    fork.to = [one(part, at), to];
    return at;
  }

  return { start: alternatives(pattern, ACCEPTS), states };
}
