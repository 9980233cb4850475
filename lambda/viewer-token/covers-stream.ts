import type { StreamEntry } from '../millicast/contract/stream-names.ts';
import { type Branch, type Part, type Pattern, type Range, readPattern } from '../millicast/contract/stream-pattern.ts';

/** A state of the automaton: takes a character, or leads on without one. `to` are places in the list of states. */
type State =
  | { readonly kind: 'takes'; readonly ranges: readonly Range[]; readonly to: number }
  | { readonly kind: 'edge'; readonly of: 'start' | 'end'; readonly to: number }
  | { readonly kind: 'fork'; to: readonly number[] }
  | { readonly kind: 'accepts' };

/**
 * Does a token's entry open the stream of that name? Names are case sensitive, and have to match as a whole.
 *
 * @throws PatternError when the entry's pattern can't be read.
 */
export function coversStream({ streamName, isRegex }: StreamEntry, name: string): boolean {
  return isRegex ? matches(readPattern(streamName), name) : streamName === name;
}

/**
 * Thompson's simulation: all states the pattern can be in are held at once, so nothing is ever tried again. Each character
 * looks at each state once at the most, whatever the pattern.
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

/** These states and all that they lead to without taking a character, each once. */
function reached(states: readonly State[], from: readonly number[], isStart: boolean, isEnd: boolean): number[] {
  const places: number[] = [];
  const isThere = new Uint8Array(states.length);
  const add = (place: number) => {
    if (isThere[place] === 1) return;
    isThere[place] = 1;
    places.push(place);
  };
  from.forEach(add);
  // What is added on the way is looked at, too.
  for (let at = 0; at < places.length; at += 1) {
    const state = states[places[at] as number] as State;
    if (state.kind === 'fork') state.to.forEach(add);
    if (state.kind === 'edge' && (state.of === 'start' ? isStart : isEnd)) add(state.to);
  }
  return places;
}

/** By halving: a set may have some fifty ranges, and stand a thousand times in a pattern. */
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

/** The state that the whole pattern leads to. */
const ACCEPTS = 0;

/** Made from its end to its start: every part is told where it leads. */
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
    // Whoever has enough goes on behind all that may still come.
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
