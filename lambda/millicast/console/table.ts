import { button, element } from '../../../web/element.ts';
import type { Token, Tokens } from './tokens.ts';

/** What the buttons of a token do. */
export interface RowActions {
  readonly show: (token: Token) => void;
  readonly edit: (token: Token) => void;
  readonly toggle: (token: Token) => void;
  readonly remove: (token: Token) => void;
}

const heads = { label: 'Label', streams: 'Streams', state: 'State', ends: 'Ends', actions: 'Actions' };

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
  const { label, streams, isActive, expiresAt } = token;
  const act = (text: string, press: (token: Token) => void) =>
    button(text, () => press(token), { 'aria-label': `${text.replace('…', '')}: ${label}` });
  const cell = (head: string, content: Node | string) => element('td', { role: 'cell', 'data-head': head }, content);
  return element(
    'tr',
    { role: 'row' },
    element('th', { scope: 'row', role: 'rowheader' }, label),
    cell(
      heads.streams,
      streams.map(({ streamName, isRegex }) => (isRegex ? `/${streamName}/` : streamName)).join(', '),
    ),
    cell(heads.state, isActive ? 'active' : 'disabled'),
    cell(heads.ends, expiresAt === null ? 'never' : new Date(expiresAt).toLocaleString()),
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
