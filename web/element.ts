type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/** An element with these attributes and children. Text is text: nothing here is read as HTML. */
export function element<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[T] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, '');
    else if (typeof value === 'string') made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** @param press called for a click, also one by the keyboard. */
export function button(text: string, press: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, text);
  made.addEventListener('click', press);
  return made;
}

let ids = 0;

/** An id that no other element has. */
export function freshId(): string {
  ids += 1;
  return `e${ids}`;
}

/** The element of the page with this id. */
export function part(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}

/** Replaces the content, and moves the focus to the button in the same place, for keyboard users; without one, to the content. */
export function replaceButtons(container: HTMLElement, ...content: readonly Node[]): void {
  const buttons = () => [...container.querySelectorAll('button')];
  const at = buttons().indexOf(document.activeElement as HTMLButtonElement);
  container.replaceChildren(...content);
  if (at === -1) return;
  const upToThere = buttons().slice(0, at + 1);
  const next = upToThere.findLast(({ disabled }) => !disabled) ?? buttons().find(({ disabled }) => !disabled);
  if (next === undefined) container.tabIndex = -1;
  (next ?? container).focus();
}
