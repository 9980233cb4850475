import { element, freshId } from './element.ts';

type ControlAttributes = Readonly<Record<string, string | undefined>>;

export interface Label {
  /** In words, for a person. */
  readonly text: string;
  readonly hint?: string | undefined;
  readonly isRequired?: boolean;
}

/** What can be said at a control, and how the keyboard gets there. */
export interface Place {
  /** Shows what is wrong there; undefined: nothing is. */
  show(problem: string | undefined): void;
  focus(): void;
}

export interface Labelled<C> extends Place {
  readonly control: C;
  readonly labelled: HTMLElement;
}

export function labelText({ text, isRequired = false }: Label): string {
  return isRequired ? `${text} (required)` : text;
}

/**
 * A control with its label, a hint, and room for what is wrong with it. Screen readers read all of it out together. What
 * is wrong goes away when the control is changed.
 */
export function labelledControl<C extends HTMLElement>(
  label: Label,
  make: (attributes: ControlAttributes) => C,
  { isBeside = false } = {},
): Labelled<C> {
  const id = freshId();
  const hintId = `${id}-hint`;
  const problem = problemText(`${id}-problem`);
  const control = make({ id, 'aria-describedby': label.hint && hintId });
  if (label.isRequired) control.setAttribute('aria-required', 'true');
  const hint = label.hint ? [element('span', { class: 'hint', id: hintId }, ...withCode(label.hint))] : [];
  const text = element('label', { for: id }, labelText(label));
  const labelled = element(
    'div',
    { class: isBeside ? 'field beside' : 'field' },
    ...(isBeside ? [control, text] : [text, control]),
    problem,
    ...hint,
  );

  function show(wrong: string | undefined): void {
    problem.textContent = wrong ?? '';
    problem.hidden = wrong === undefined;
    labelled.classList.toggle('wrong', wrong !== undefined);
    const described = [...(wrong ? [problem.id] : []), ...(label.hint ? [hintId] : [])].join(' ');
    if (described) control.setAttribute('aria-describedby', described);
    else control.removeAttribute('aria-describedby');
    if (wrong) control.setAttribute('aria-invalid', 'true');
    else control.removeAttribute('aria-invalid');
  }

  control.addEventListener('input', () => show(undefined));
  return { control, labelled, show, focus: () => reach(control) };
}

/** What stands between backticks is code, as in the contract’s descriptions. */
export function withCode(text: string): (Node | string)[] {
  return text.split('`').map((part, at) => (at % 2 === 1 ? element('code', {}, part) : part));
}

/** Where it is said what is wrong. */
export function problemText(id: string): HTMLElement {
  return element('span', { class: 'problem', id, hidden: true });
}

/** Focuses a control, and opens what it is folded in. */
export function reach(control: HTMLElement): void {
  for (let fold = control.closest('details'); fold !== null; fold = fold.parentElement?.closest('details') ?? null) {
    fold.open = true;
  }
  control.focus();
}
