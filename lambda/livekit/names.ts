import * as v from 'valibot';
import { displayText, identifier } from '../../api/names.ts';

/** LiveKit's server counts bytes, and lets nobody in whose room, identity or name has more. */
const MAX_BYTES = 256;

const utf8 = new TextEncoder();

function fits(parameter: string | undefined) {
  const must = parameter === undefined ? 'must' : `${parameter} must`;
  return v.check(
    (text: string) => utf8.encode(text).length <= MAX_BYTES,
    `${must} be at most ${MAX_BYTES} bytes of UTF-8`,
  );
}

/** A room or an identity. @param parameter of a query; undefined for a body’s field. */
export function liveKitName(parameter?: string) {
  return v.pipe(identifier(MAX_BYTES, parameter), fits(parameter));
}

export function participantName(parameter?: string) {
  return v.pipe(displayText(MAX_BYTES, parameter), fits(parameter));
}
