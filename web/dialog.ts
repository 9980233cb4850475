import { isBusy, whileBusy } from './busy.ts';
import { button, element, freshId, part } from './element.ts';
import { failureNote } from './failure.ts';
import type { Field } from './field.ts';

interface Action<T> {
  readonly text: string;
  /** Whether what it does can’t be undone: Cancel then has the focus. */
  readonly danger?: boolean;
  /** Whether something was filled in wrongly. */
  readonly check?: Field['check'];
  /** @param signal aborted once the dialog is closed. */
  readonly run: (signal: AbortSignal) => Promise<T>;
  /** Shows a failure at the field that it is about. @returns whether there is such a field. */
  readonly refused?: (error: unknown) => boolean;
  /** Called after the dialog is closed and the focus is back on the page. */
  readonly done: (result: T) => void;
  /** Whether what was filled in is only thrown away after a question. Default: true. */
  readonly isGuarded?: boolean;
  /**
   * Whether the action changes nothing on the stage. Closing the dialog then calls it off while it is under way. Any other
   * one keeps the dialog open until it is known what came of it. Default: false.
   */
  readonly isHarmless?: boolean;
}

/** Of the dialog that is open. */
let leaveOpened: (() => void) | undefined;

/** Leaves the open dialog, as Escape does. @returns whether none is open then. */
export function leaveDialog(): boolean {
  leaveOpened?.();
  return leaveOpened === undefined;
}

/**
 * Opens a dialog for an action. It closes when the action is done; an error is shown at its field, or else in the dialog.
 * Escape and Cancel close it without the action; once something was filled in, they ask first, and so does the browser
 * before it leaves the page. The focus then goes back to where it was.
 */
export function openDialog<T>(title: string, content: readonly Node[], action: Action<T>): void {
  const { danger = false, isGuarded = true, isHarmless = false } = action;
  const titleId = freshId();
  const submit = element('button', { type: 'submit', class: danger ? 'danger' : undefined }, action.text);
  const cancel = button('Cancel', () => leave(), { autofocus: danger });
  const failure = element('div', {});
  const actions = element('div', { class: 'actions' }, submit, cancel);
  const form = element('form', { novalidate: true, autocomplete: 'off' }, ...content, failure, actions);
  const dialog = element('dialog', { 'aria-labelledby': titleId }, element('h2', { id: titleId }, title), form);
  const closing = new AbortController();
  let isChanged = false;
  const isHeld = () => isBusy(submit) && !isHarmless;

  async function run(): Promise<void> {
    failure.replaceChildren();
    const wrong = action.check?.();
    if (wrong !== undefined) return wrong.focus();
    if (!isHarmless) cancel.setAttribute('aria-disabled', 'true');
    try {
      const result = await action.run(closing.signal);
      if (isHarmless && closing.signal.aborted) return;
      close();
      action.done(result);
    } catch (error) {
      if (!closing.signal.aborted && !action.refused?.(error)) failure.replaceChildren(failureNote(error));
    } finally {
      cancel.removeAttribute('aria-disabled');
    }
  }

  function close(): void {
    if (closing.signal.aborted) return;
    closing.abort();
    leaveOpened = undefined;
    removeEventListener('beforeunload', beforeUnload);
    dialog.close();
    dialog.remove();
    // What had the focus may be gone from the page meanwhile.
    if (document.activeElement === document.body) part('main').focus();
  }

  function leave(): void {
    if (isHeld()) return;
    if (!isChanged) {
      close();
      return;
    }
    const questionId = freshId();
    const back = button('Keep editing', () => {
      actions.replaceChildren(submit, cancel);
      cancel.focus();
    });
    actions.replaceChildren(
      element('span', { id: questionId, class: 'question' }, 'Discard what you have filled in?'),
      button('Discard', () => isHeld() || close(), { class: 'danger', 'aria-describedby': questionId }),
      back,
    );
    back.focus();
  }

  const beforeUnload = (event: Event) => event.preventDefault();
  form.addEventListener('input', () => {
    if (!isGuarded || isChanged) return;
    isChanged = true;
    addEventListener('beforeunload', beforeUnload);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void whileBusy(submit, run);
  });
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    leave();
  });
  // A browser lets only the first Escape be prevented where it asks for the dialog’s end itself.
  dialog.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    leave();
  });
  // A browser may also close it by itself.
  dialog.addEventListener('close', close);
  document.body.append(dialog);
  dialog.showModal();
  leaveOpened = leave;
}
