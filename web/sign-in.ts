import { StagepassError } from '../client/error.ts';
import { whileBusy } from './busy.ts';
import { openDialog } from './dialog.ts';
import { element, freshId } from './element.ts';
import { failureNote } from './failure.ts';
import type { Field } from './field.ts';
import { labelledControl } from './labelled-control.ts';
import type { Credentials } from './session.ts';

/** Starts a session with what was filled in; rejects if it can’t be. */
type SignIn = (credentials: Credentials, signal?: AbortSignal) => Promise<() => void>;

/** A section to sign in with, for a tab that was signed out. */
export function signInSection(signIn: SignIn): HTMLElement {
  const titleId = freshId();
  const fields = credentialFields();
  const failure = element('div', {});
  const submit = element('button', { type: 'submit' }, 'Sign in');
  const form = element(
    'form',
    { novalidate: true },
    fields.element,
    failure,
    element('div', { class: 'actions' }, submit),
  );
  async function run(): Promise<void> {
    failure.replaceChildren();
    const wrong = fields.check();
    if (wrong !== undefined) return wrong.focus();
    try {
      (await signIn(fields.value()))();
    } catch (error) {
      if (!fields.showRefused(error)) failure.replaceChildren(failureNote(error));
    }
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void whileBusy(submit, run);
  });
  const hint =
    'You are signed out in this tab: it uses no password that the browser has kept. To have the browser forget it, too, close all its windows.';
  return element(
    'section',
    { 'aria-labelledby': titleId, class: 'narrow' },
    element('h2', { id: titleId }, 'Sign in'),
    element('p', {}, hint),
    form,
  );
}

/** Asks for another caller’s name and password, beside the page as it is. */
export function signInDialog(signIn: SignIn): void {
  const fields = credentialFields();
  const hint =
    'What this page shows now goes away. The password is kept until the page is reloaded or closed, and nowhere else.';
  openDialog('Change caller', [element('p', {}, hint), fields.element], {
    text: 'Sign in',
    check: fields.check,
    run: (signal) => signIn(fields.value(), signal),
    refused: fields.showRefused,
    done: (opened) => opened(),
    isGuarded: false,
    isHarmless: true,
  });
}

function credentialFields() {
  const name = labelledControl({ text: 'Caller', isRequired: true }, (attributes) =>
    element('input', { ...attributes, autocomplete: 'username', spellcheck: 'false', autocapitalize: 'none' }),
  );
  const password = labelledControl({ text: 'Password', isRequired: true }, (attributes) =>
    element('input', { ...attributes, type: 'password', autocomplete: 'current-password' }),
  );
  const check: Field['check'] = () => {
    name.show(name.control.value === '' ? 'Caller is required.' : undefined);
    password.show(password.control.value === '' ? 'Password is required.' : undefined);
    return [name, password].find(({ control }) => control.value === '');
  };
  return {
    element: element('div', { class: 'fields' }, name.labelled, password.labelled),
    check,
    value: (): Credentials => ({ username: name.control.value, password: password.control.value }),
    /** @returns whether the name or the password was refused, which is then said at the field. */
    showRefused(error: unknown): boolean {
      if (!(error instanceof StagepassError) || error.code !== 'unauthorized') return false;
      password.show('No caller of this stage has this name and password.');
      password.focus();
      return true;
    },
  };
}
