import { remember, remembered } from './kept-inputs.ts';

/*
 * A browser keeps the name and the password that it has asked for until it is closed, and no page can change that. So a
 * tab that was signed out remembers that it must not use them.
 */

const SIGNED_OUT = 'signed-out';

export function isSignedOut(): boolean {
  return remembered(SIGNED_OUT) !== undefined;
}

export function rememberSignedOut(): void {
  remember(SIGNED_OUT, 'yes');
}
