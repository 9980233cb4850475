import { button, element } from './element.ts';
import type { Session } from './session.ts';

/** Who is signed in, and buttons to change that. */
export function callerBar(
  { caller, audience }: Pick<Session, 'caller' | 'audience'>,
  { change, signOut }: { readonly change: () => void; readonly signOut: () => void },
): HTMLElement[] {
  return [
    element('span', {}, `Signed in as ${caller} (${audience})`),
    button('Change caller…', change, { class: 'quiet' }),
    button('Sign out', signOut, { class: 'quiet' }),
  ];
}
