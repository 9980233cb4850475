import { addressOf, bringBackAddress, correctAddress, idInAddress } from './address.ts';
import { decodeChoice } from './decode-section.ts';
import { leaveDialog } from './dialog.ts';
import { element, part } from './element.ts';
import { inProjects } from './in-projects.ts';
import { withCode } from './labelled-control.ts';
import type { Choice, ProviderPages } from './provider-pages.ts';
import { type ProviderState, stateWords } from './provider-states.ts';
import type { Session } from './session.ts';
import { vendingSection } from './vending.ts';

const VENDING = 'Get a token';

/** A choice, and what it is about. */
interface Offered extends Choice {
  readonly group: string;
  /** The operations that it asks for. */
  readonly of: readonly string[];
}

/** What the page offers to this caller. */
export function choicesOf({ tokens, sections }: ProviderPages, session: Session): Offered[] {
  const { client, caller, operations } = session;
  const vending = operations.flatMap((operation): Offered[] => {
    const token = tokens[operation.name];
    if (token === undefined) return [];
    const make = () => vendingSection(client, caller, operation, token);
    return [{ id: operation.name, title: token.title, group: VENDING, of: [operation.name], make }];
  });
  const managing = sections.flatMap((each): Offered[] => {
    const choice = inProjects(each, client, operations);
    return choice === undefined ? [] : [{ ...choice, group: 'Manage', of: each.of }];
  });
  return [...vending, ...managing, { ...decodeChoice(Object.values(tokens)), group: 'Tools', of: [] }];
}

let showing = new AbortController();

/** Shows one choice at a time, the one of the address. Each is made when it is first shown, and keeps what was filled in. */
export function showChoices(choices: readonly Offered[], session: Session | undefined): void {
  showing.abort();
  showing = new AbortController();
  const vending = choices.filter(({ group }) => group === VENDING);
  const links = choices.map((choice) => ({ choice, link: linkTo(choice) }));
  part('choices').replaceChildren(...groupsOf(links));
  const [first] = choices;
  if (first === undefined || session === undefined) return;
  const made = new Map<Choice, HTMLElement>();
  let shown = first;

  function mark(): void {
    // Where it is so of all kinds of tokens, it is said once.
    const found = vending.map(({ of }) => session?.states.of(of));
    const isAllSandbox = found.includes('sandbox') && !found.includes(undefined);
    part('stage').replaceChildren(
      ...(isAllSandbox ? [element('span', { class: 'mark' }, stateWords.sandbox.mark)] : []),
    );
    for (const { choice, link } of links) {
      const own = session?.states.of(choice.of);
      const state = isAllSandbox && own === 'sandbox' ? undefined : own;
      const badge =
        state === undefined ? [] : [' ', element('span', { class: `mark ${state}` }, stateWords[state].mark)];
      link.replaceChildren(choice.title, ...badge);
    }
    part('state').replaceChildren(...notes(session?.states.of(shown.of), choices));
  }

  function show(): void {
    const id = idInAddress();
    const chosen = choices.find((choice) => choice.id === id);
    if (chosen === undefined) correctAddress(first?.id ?? '');
    shown = chosen ?? first ?? shown;
    for (const { choice, link } of links) {
      if (choice === shown) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    document.title = `${shown.title} · Stagepass`;
    const section = made.get(shown) ?? shown.make();
    made.set(shown, section);
    part('work').replaceChildren(section);
    mark();
  }

  function follow(): void {
    // An open dialog is left as by Escape. Until that is done, the section behind it stays.
    if (leaveDialog()) show();
    else bringBackAddress(shown.id);
  }

  session.states.onChange(mark);
  addEventListener('hashchange', follow, { signal: showing.signal });
  show();
}

/** What is to be said above the section. */
function notes(state: ProviderState | undefined, choices: readonly Offered[]): HTMLElement[] {
  const isNothing = choices.every(({ of }) => of.length === 0);
  return [
    ...(isNothing ? [element('p', { class: 'note' }, 'You may not ask for any token of this stage.')] : []),
    ...(state === undefined ? [] : [element('p', { class: `note ${state}` }, ...withCode(stateWords[state].note))]),
  ];
}

interface Link {
  readonly choice: Offered;
  readonly link: HTMLElement;
}

function linkTo({ id, title }: Choice): HTMLElement {
  return element('a', { href: addressOf(id) }, title);
}

function groupsOf(links: readonly Link[]): HTMLElement[] {
  return [...Map.groupBy(links, ({ choice }) => choice.group)].map(([group, of]) =>
    element(
      'div',
      { class: 'group' },
      element('h2', {}, group),
      element('ul', {}, ...of.map(({ link }) => element('li', {}, link))),
    ),
  );
}
