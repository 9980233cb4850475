/*
 * Finds what is wrong with keys that fit their schema, where that takes Node or the configuration: `check-keys.ts` in a
 * provider's folder exports one as `keyFault`. The commands ask it; a function must find the same itself.
 */

/** Which field is wrong, and what was expected there. It never repeats the key. */
export interface KeyFault {
  readonly field: string;
  readonly expected: string;
}

/** @param configuration the provider's part of the stage's; empty where the stage has none. */
export type FindKeyFault<K extends object = object, C extends object = object> = (
  keys: K,
  configuration: Partial<C>,
) => KeyFault | undefined;
