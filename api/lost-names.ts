/** Keys that valibot's records drop silently, since every object has properties of these names. */
export const LOST_NAMES = ['__proto__', 'constructor', 'prototype'];
