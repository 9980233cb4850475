import type { Schema } from './contract.ts';
import { element, freshId } from './element.ts';

/** A control below its label, with its description as a hint. Screen readers read all of it out together. */
export function labelledControl<C extends HTMLElement>(
  label: string,
  { description }: Pick<Schema, 'description'>,
  make: (attributes: Readonly<Record<string, string | undefined>>) => C,
): { readonly control: C; readonly labelled: HTMLElement } {
  const id = freshId();
  const hintId = `${id}-hint`;
  const control = make({ id, 'aria-describedby': description && hintId });
  const hint = description ? [element('span', { class: 'hint', id: hintId }, description)] : [];
  return { control, labelled: element('div', {}, element('label', { for: id }, label), control, ...hint) };
}
