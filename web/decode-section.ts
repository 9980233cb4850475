import { announce } from './announce.ts';
import { detected } from './detected.ts';
import { element, freshId } from './element.ts';
import { labelledControl } from './labelled-control.ts';
import type { Choice, VendedToken } from './provider-pages.ts';
import { rowList } from './token-view.ts';

const TITLE = 'Decode a token';

const NOTHING = 'This is no token that can be read here: not one of this stage’s providers, and no JSON Web Token.';

/** Reads any token that is pasted, in the page alone. */
export function decodeChoice(kinds: readonly VendedToken[]): Choice {
  return { id: 'decode', title: TITLE, make: () => decodeSection(kinds) };
}

function decodeSection(kinds: readonly VendedToken[]): HTMLElement {
  const titleId = freshId();
  const result = element('div', {});
  const field = labelledControl(
    { text: 'Token', hint: 'Or the whole answer that it came in. It stays in this page: it is neither sent nor kept.' },
    (attributes) => element('textarea', { ...attributes, rows: '5', autocomplete: 'off', spellcheck: 'false' }),
  );

  async function show(): Promise<void> {
    const pasted = field.control.value;
    if (pasted.trim() === '') return result.replaceChildren();
    const found = await detected(kinds, pasted);
    // Meanwhile something else may have been pasted.
    if (pasted !== field.control.value) return;
    field.show(found === undefined ? NOTHING : undefined);
    announce(found === undefined ? NOTHING : found.format);
    result.replaceChildren(
      ...(found === undefined
        ? []
        : [element('div', { class: 'result' }, element('h3', {}, found.format), rowList(found.rows))]),
    );
  }

  field.control.addEventListener('input', () => void show());
  return element(
    'section',
    { 'aria-labelledby': titleId },
    element('h2', { id: titleId }, TITLE),
    element('p', {}, 'Shows whose token it is and what it says. Signatures aren’t checked: that takes the key.'),
    element('div', { class: 'fields' }, field.labelled),
    result,
  );
}
