import { button, element, freshId } from './element.ts';
import { failureNote } from './failure.ts';

interface Action<T> {
  readonly text: string;
  readonly danger?: boolean;
  readonly run: () => Promise<T>;
  /** Called after the dialog is closed and the focus is back on the page. */
  readonly done: (result: T) => void;
}

/**
 * Opens a dialog for an action. It closes when the action is done; an error is shown in it. Escape and Cancel close it
 * without the action. The focus then goes back to where it was.
 */
export function openDialog<T>(title: string, content: readonly Node[], action: Action<T>): void {
  const titleId = freshId();
  const submit = element('button', { type: 'submit' }, action.text);
  if (action.danger) submit.className = 'danger';
  const failure = element('div', {});
  const form = element(
    'form',
    { novalidate: true, autocomplete: 'off' },
    ...content,
    failure,
    element(
      'div',
      { class: 'actions' },
      submit,
      button('Cancel', () => dialog.close()),
    ),
  );
  const dialog = element('dialog', { 'aria-labelledby': titleId }, element('h2', { id: titleId }, title), form);

  async function run(): Promise<void> {
    submit.disabled = true;
    failure.replaceChildren();
    try {
      const result = await action.run();
      dialog.close();
      action.done(result);
    } catch (error) {
      failure.replaceChildren(failureNote(error));
    } finally {
      submit.disabled = false;
    }
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void run();
  });
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
