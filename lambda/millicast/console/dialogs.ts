import { openDialog } from '../../../web/dialog.ts';
import { element } from '../../../web/element.ts';
import { schemaFields } from '../../../web/schema-form.ts';
import type { Token, Tokens } from './tokens.ts';

/** Asks for the settings of a new token, and creates it. */
export function createDialog(tokens: Tokens, done: (made: Token) => void): void {
  const { elements, value } = schemaFields(tokens.body('create'), {}, new Set());
  openDialog(`New token to ${tokens.kind.toLowerCase()}`, [element('div', { class: 'fields' }, ...elements)], {
    text: 'Create',
    run: () => tokens.ask('create', value()),
    done,
  });
}

/** Shows the settings of a token that can be changed, and sends those that were changed. */
export function editDialog(tokens: Tokens, token: Token, done: () => void): void {
  const body = tokens.body('update');
  const names = Object.keys(body.properties ?? {});
  // Some settings are there twice: with and without `update` before their name.
  const twice = new Set(names.filter((name) => names.includes(updateName(name))));
  const initial = Object.fromEntries([
    ...Object.entries(token),
    ...[...twice].map((name) => [updateName(name), token[name]]),
  ]);
  const { elements, value } = schemaFields(body, initial, twice);
  openDialog(`Edit ${token.label}`, [element('div', { class: 'fields' }, ...elements)], {
    text: 'Save',
    run: () => tokens.ask('update', { tokenId: token.id, ...value() }),
    done,
  });
}

export function deleteDialog(tokens: Tokens, { id, label }: Token, done: () => void): void {
  const warning = element('p', {}, `${label} opens nothing any more once it is deleted. This can’t be undone.`);
  openDialog(`Delete ${label}?`, [warning], {
    text: 'Delete',
    danger: true,
    run: () => tokens.ask('delete', { tokenId: id }),
    done,
  });
}

function updateName(name: string): string {
  return `update${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
