import { StagepassError } from '../client/error.ts';
import { callerBar } from './caller-bar.ts';
import { choicesOf, showChoices } from './choices.ts';
import { part } from './element.ts';
import { failureNote } from './failure.ts';
import { forgetInputs } from './kept-inputs.ts';
import type { ProviderPages } from './provider-pages.ts';
import { type Credentials, type Session, startSession } from './session.ts';
import { signInDialog, signInSection } from './sign-in.ts';
import { isSignedOut, rememberSignedOut } from './signed-out.ts';

/** Fills the page with what the caller may do. */
export async function startConsole(pages: ProviderPages): Promise<void> {
  part('skip').addEventListener('click', (event) => {
    // The address is the section’s.
    event.preventDefault();
    part('main').focus();
  });
  if (isSignedOut()) return askToSignIn(pages);
  try {
    open(pages, await startSession(pages.routes, undefined));
  } catch (error) {
    part('work').replaceChildren(failureNote(error));
    if (error instanceof StagepassError && error.code === 'unauthorized') askToSignIn(pages);
  }
}

let current: Session | undefined;

function open(pages: ProviderPages, session: Session): void {
  current = session;
  part('caller').replaceChildren(
    ...callerBar(session, {
      change: () => signInDialog(signInTo(pages)),
      signOut() {
        leave();
        askToSignIn(pages);
      },
    }),
  );
  showChoices(choicesOf(pages, session), session);
}

/** Signs in with given credentials, which from then on are used in place of the browser’s. */
function signInTo(pages: ProviderPages) {
  return async (credentials: Credentials, signal?: AbortSignal) => {
    const session = await startSession(pages.routes, credentials, signal);
    return () => {
      leave();
      open(pages, session);
      part('main').focus();
    };
  };
}

/** Takes away all that the page shows and keeps. After a reload, the tab asks who is there. */
function leave(): void {
  current?.end();
  forgetInputs();
  rememberSignedOut();
  for (const id of ['stage', 'caller', 'choices', 'state', 'work', 'log']) part(id).replaceChildren();
}

function askToSignIn(pages: ProviderPages): void {
  showChoices([], undefined);
  document.title = 'Sign in · Stagepass';
  const section = signInSection(signInTo(pages));
  part('work').replaceChildren(section);
  section.querySelector('input')?.focus();
}
