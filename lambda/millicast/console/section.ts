import { record } from '../../../web/activity-log.ts';
import { copyable } from '../../../web/copyable.ts';
import { button, element, freshId, replaceButtons } from '../../../web/element.ts';
import { failureNote, failureText } from '../../../web/failure.ts';
import { labelledControl } from '../../../web/labelled-control.ts';
import { filledIn, parameterField } from '../../../web/parameter-field.ts';
import type { Section } from '../../../web/provider-pages.ts';
import { createDialog, deleteDialog, editDialog } from './dialogs.ts';
import { tokenTable } from './table.ts';
import { kinds, type Token, type Tokens, tokensOf } from './tokens.ts';

const ITEMS_ON_PAGE = 10;

const TITLE = 'Millicast tokens';

/** Shown to callers that may list tokens of at least one kind. */
export const section: Section = (client, operations) => {
  const listed = kinds.map((kind) => tokensOf(kind, client, operations)).filter((tokens) => tokens.may('list'));
  const [first, ...others] = listed;
  return first && { title: TITLE, make: () => tokensSection([first, ...others]) };
};

/** Lists Millicast's tokens, and creates, changes, disables and deletes them. */
function tokensSection([first, ...others]: readonly [Tokens, ...Tokens[]]): HTMLElement {
  let tokens = first;
  let page = 1;
  const titleId = freshId();
  const listing = element('div', {});
  const looked = element('div', {});
  const newToken = button('New token…', () => createDialog(tokens, made));
  const form = element(
    'form',
    { autocomplete: 'off', novalidate: true },
    element('div', { class: 'fields' }, kindField(), ...searchFields(first)),
    element('div', { class: 'actions' }, element('button', { type: 'submit' }, 'Search'), newToken),
  );

  function kindField(): HTMLElement {
    const choices = [first, ...others];
    const options = choices.map(({ kind }) => element('option', { value: kind }, kind.toLowerCase()));
    const { control, labelled } = labelledControl('Tokens to', {}, (attributes) =>
      element('select', attributes, ...options),
    );
    control.addEventListener('change', () => {
      tokens = choices[control.selectedIndex] ?? first;
      looked.replaceChildren();
      page = 1;
      void show();
    });
    return labelled;
  }

  async function show(): Promise<void> {
    newToken.hidden = !tokens.may('create');
    const { name, filterBy, ...order } = filledIn(form);
    const paging = { ...order, page, itemsOnPage: ITEMS_ON_PAGE };
    const asked = tokens;
    try {
      const listed = name
        ? await tokens.ask('find', { ...paging, name, ...(filterBy && { filterBy }) })
        : await tokens.ask('list', paging);
      // Meanwhile the user may have chosen the other kind.
      if (asked === tokens) replaceButtons(listing, tokenTable(tokens, listed, actions), pager(listed.length));
    } catch (error) {
      listing.replaceChildren(failureNote(error));
    }
  }

  function pager(shown: number): HTMLElement {
    const turn = (by: number) => () => {
      page += by;
      void show();
    };
    const previous = button('Previous page', turn(-1));
    const next = button('Next page', turn(1));
    previous.disabled = page === 1;
    next.disabled = shown < ITEMS_ON_PAGE;
    return element('div', { class: 'actions' }, previous, element('span', {}, `Page ${page}`), next);
  }

  function done(what: string): void {
    record(what);
    void show();
  }

  function made(token: Token): void {
    looked.replaceChildren(copyable(`Token of ${token.label}`, token.token));
    done(`Created: ${token.label}`);
  }

  async function toggle({ id, label, isActive }: Token): Promise<void> {
    try {
      await tokens.ask('update', { tokenId: id, isActive: !isActive });
    } catch (error) {
      looked.replaceChildren(failureNote(error));
      return record(`Not ${isActive ? 'disabled' : 'enabled'}: ${label}: ${failureText(error)}`);
    }
    done(`${isActive ? 'Disabled' : 'Enabled'}: ${label}`);
  }

  const actions = {
    show: ({ label, token }: Token) => looked.replaceChildren(copyable(`Token of ${label}`, token)),
    edit: (token: Token) => editDialog(tokens, token, () => done(`Changed: ${token.label}`)),
    toggle: (token: Token) => void toggle(token),
    remove: (token: Token) =>
      deleteDialog(tokens, token, () => {
        looked.replaceChildren();
        done(`Deleted: ${token.label}`);
      }),
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    page = 1;
    void show();
  });
  void show();
  return element(
    'section',
    { 'aria-labelledby': titleId },
    element('h2', { id: titleId }, TITLE),
    form,
    looked,
    listing,
  );
}

/** Fields to search and sort by. All are optional here, since a list needs no text to search for. */
function searchFields(tokens: Tokens): HTMLElement[] {
  const named = new Set(['name', 'filterBy', 'sortBy', 'isDescending']);
  const action = tokens.may('find') ? 'find' : 'list';
  return tokens
    .parameters(action)
    .filter(({ name }) => named.has(name))
    .map((parameter) => parameterField({ ...parameter, required: false }));
}
