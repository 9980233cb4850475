import { record } from '../../../web/activity-log.ts';
import { copyable } from '../../../web/copyable.ts';
import { button, element, freshId, replaceButtons } from '../../../web/element.ts';
import { failureNote, failureText } from '../../../web/failure.ts';
import { isFilledIn, showAtField } from '../../../web/form-problems.ts';
import { keepInputs } from '../../../web/kept-inputs.ts';
import { labelledControl } from '../../../web/labelled-control.ts';
import { parameterFields } from '../../../web/parameter-fields.ts';
import type { Section } from '../../../web/provider-pages.ts';
import { createDialog, deleteDialog, editDialog, isGone } from './dialogs.ts';
import { tokenTable } from './table.ts';
import { kinds, type Token, type Tokens, tokensOf } from './tokens.ts';

const ITEMS_ON_PAGE = 10;

const TITLE = 'Millicast tokens';

/** Shown to callers that may list tokens of at least one kind. */
export const section: Section = (client, operations) => {
  const listed = kinds.map((kind) => tokensOf(kind, client, operations)).filter((tokens) => tokens.may('list'));
  const [first, ...others] = listed;
  return first && { id: 'millicast-tokens', title: TITLE, make: () => tokensSection([first, ...others]) };
};

/** Lists Millicast's tokens, and creates, changes, disables and deletes them. */
function tokensSection([first, ...others]: readonly [Tokens, ...Tokens[]]): HTMLElement {
  let tokens = first;
  let page = 1;
  /** Counts the listings that were asked for: only the last one is shown. */
  let asking = 0;
  const titleId = freshId();
  const listing = element('div', {});
  const looked = element('div', {});
  const newToken = button('New token…', () => createDialog(tokens, made));
  const search = parameterFields(searchParameters(first));
  const kind = kindField();
  search.element.prepend(kind.labelled);
  const form = element(
    'form',
    { autocomplete: 'off', novalidate: true },
    search.element,
    element('div', { class: 'actions' }, element('button', { type: 'submit' }, 'Search'), newToken),
  );

  function kindField() {
    const choices = [first, ...others];
    const options = choices.map((each) => element('option', { value: each.kind }, each.kind.toLowerCase()));
    const field = labelledControl({ text: 'Tokens to' }, (attributes) =>
      element('select', { ...attributes, name: 'kind' }, ...options),
    );
    field.control.addEventListener('change', () => {
      tokens = choices[field.control.selectedIndex] ?? first;
      looked.replaceChildren();
      // Those of the other kind, which the buttons would then be about.
      listing.replaceChildren();
      page = 1;
      void show();
    });
    return field;
  }

  async function show(): Promise<void> {
    asking += 1;
    const turn = asking;
    newToken.hidden = !tokens.may('create');
    const { name, filterBy, ...order } = search.texts();
    const paging = { ...order, page, itemsOnPage: ITEMS_ON_PAGE };
    try {
      const listed = name
        ? await tokens.ask('find', { ...paging, name, ...(filterBy && { filterBy }) })
        : await tokens.ask('list', paging);
      if (turn !== asking) return;
      if (listed.length === 0 && page > 1) {
        // The last one of this page is gone.
        page -= 1;
        return show();
      }
      replaceButtons(listing, tokenTable(tokens, listed, actions), pager(listed.length));
    } catch (error) {
      if (turn !== asking) return;
      replaceButtons(listing, ...(showAtField(search, error) ? [] : [failureNote(error)]));
    }
  }

  function pager(shown: number): HTMLElement {
    const turn = (by: number) => () => {
      page += by;
      void show();
    };
    const previous = button('Previous page', turn(-1), { class: 'small' });
    const next = button('Next page', turn(1), { class: 'small' });
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
      record(`Not ${isActive ? 'disabled' : 'enabled'}: ${label}: ${failureText(error)}`);
      return isGone(error) ? show() : undefined;
    }
    done(`${isActive ? 'Disabled' : 'Enabled'}: ${label}`);
  }

  const refresh = () => void show();
  const actions = {
    show: ({ label, token }: Token) => looked.replaceChildren(copyable(`Token of ${label}`, token)),
    edit(token: Token) {
      const changed = () => {
        // It may have got another string.
        looked.replaceChildren();
        done(`Changed: ${token.label}`);
      };
      editDialog(tokens, token, changed, refresh);
    },
    toggle: (token: Token) => void toggle(token),
    remove(token: Token) {
      const deleted = () => {
        looked.replaceChildren();
        done(`Deleted: ${token.label}`);
      };
      deleteDialog(tokens, token, deleted, refresh);
    },
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!isFilledIn(search)) return;
    page = 1;
    void show();
  });
  keepInputs(form, 'millicast-tokens');
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

/** What to search and sort by. All are optional here, since a list needs no text to search for. */
function searchParameters(tokens: Tokens): ReturnType<Tokens['parameters']> {
  const named = new Set(['name', 'filterBy', 'sortBy', 'isDescending']);
  return tokens
    .parameters(tokens.may('find') ? 'find' : 'list')
    .filter(({ name }) => named.has(name))
    .map((parameter) => ({ ...parameter, required: false }));
}
