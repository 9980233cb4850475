import type { UserRefusal } from './identity-of.ts';

/** What to say of a user whom the caller isn't for after all: the guard's answer, and an admin's dry run. */
export function userRefusalText(refusal: UserRefusal | { readonly kind: 'callerDisabled' }): string {
  switch (refusal.kind) {
    case 'callerDisabled':
      return 'the caller is disabled';
    case 'noUser':
      return `the token must name its user by the claim ${refusal.claim}: a text of 1 to 256 characters, or a whole number`;
    case 'claimsTooLong':
      return 'the token’s claims that this caller uses are too long';
  }
}
