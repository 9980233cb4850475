import { durationText } from './duration.ts';

/** Whole seconds and the way here are lost in an answer’s lifetime. */
const LOST_SECONDS = 5;

/** What to say where the token lives shorter than it was asked for. */
export function capText(asked: string | undefined, lifetimeMs: number): string | undefined {
  const granted = Math.ceil(lifetimeMs / 1000 / LOST_SECONDS) * LOST_SECONDS;
  if (asked === undefined || !(Number(asked) - LOST_SECONDS > granted)) return undefined;
  return `You asked for ${durationText(Number(asked))}, and got ${durationText(granted)}: the stage, or this caller’s rights, allow no more.`;
}
