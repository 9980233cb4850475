import { button, element } from '../../../web/element.ts';
import { rulesOf } from './rules.ts';
import { streamText } from './stream-changes.ts';
import type { Token, Tokens } from './tokens.ts';

/** What the buttons of a token do. */
export interface RowActions {
  readonly show: (token: Token) => void;
  readonly edit: (token: Token) => void;
  readonly toggle: (token: Token) => void;
  readonly remove: (token: Token) => void;
}

const heads = {
  label: 'Label',
  id: 'ID',
  streams: 'Streams',
  rules: 'Rules',
  state: 'State',
  ends: 'Ends',
  actions: 'Actions',
};

/**
 * A table with a row for each token, and buttons for what the caller may do with it. The ARIA roles are set explicitly:
 * on a phone, CSS shows each row as a card, and screen readers would then no longer see a table.
 */
export function tokenTable(tokens: Tokens, listed: readonly Token[], actions: RowActions): HTMLElement {
  if (listed.length === 0) return element('p', {}, 'There are none.');
  return element(
    'div',
    { class: 'scroll', role: 'group', 'aria-label': `Tokens to ${tokens.kind.toLowerCase()}`, tabindex: '0' },
    element(
      'table',
      { role: 'table' },
      element(
        'thead',
        { role: 'rowgroup' },
        element(
          'tr',
          { role: 'row' },
          ...Object.values(heads).map((head) => element('th', { scope: 'col', role: 'columnheader' }, head)),
        ),
      ),
      element('tbody', { role: 'rowgroup' }, ...listed.map((token) => row(tokens, token, actions))),
    ),
  );
}

function row(tokens: Tokens, token: Token, actions: RowActions): HTMLElement {
  const { id, label, streams, isActive, expiresAt } = token;
  const hasEnded = expiresAt !== null && Date.parse(expiresAt) <= Date.now();
  const state = hasEnded ? 'ended' : isActive ? 'active' : 'disabled';
  const rules = rulesOf(token);
  const act = (text: string, press: (token: Token) => void) =>
    button(text, () => press(token), { class: 'small', 'aria-label': `${text.replace('…', '')}: ${label}` });
  const cell = (head: string, content: Node | string) => element('td', { role: 'cell', 'data-head': head }, content);
  return element(
    'tr',
    { role: 'row' },
    element('th', { scope: 'row', role: 'rowheader' }, label),
    cell(heads.id, element('code', {}, String(id))),
    cell(
      heads.streams,
      element('span', {}, ...streams.flatMap((stream, at) => [...(at > 0 ? [', '] : []), entry(stream)])),
    ),
    cell(heads.rules, rules.length === 0 ? 'none' : element('ul', {}, ...rules.map((rule) => element('li', {}, rule)))),
    cell(heads.state, element('span', { class: `mark ${state}` }, state)),
    cell(
      heads.ends,
      expiresAt === null
        ? 'never'
        : new Date(expiresAt).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' }),
    ),
    cell(
      heads.actions,
      element(
        'div',
        { class: 'actions' },
        act('Show', actions.show),
        ...(tokens.may('update')
          ? [act('Edit…', actions.edit), act(isActive ? 'Disable' : 'Enable', actions.toggle)]
          : []),
        ...(tokens.may('delete') ? [act('Delete…', actions.remove)] : []),
      ),
    ),
  );
}

/** A pattern is written as such, so that it isn’t taken for a name. */
function entry(stream: Token['streams'][number]): Node | string {
  return stream.isRegex ? element('code', { title: 'a pattern' }, streamText(stream)) : streamText(stream);
}
