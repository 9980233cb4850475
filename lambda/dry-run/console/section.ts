import { StagepassError } from '../../../client/error.ts';
import { record } from '../../../web/activity-log.ts';
import { whileBusy } from '../../../web/busy.ts';
import type { Operation } from '../../../web/contract.ts';
import { element, freshId } from '../../../web/element.ts';
import { failureNote } from '../../../web/failure.ts';
import { labelledControl } from '../../../web/labelled-control.ts';
import type { Section } from '../../../web/provider-pages.ts';
import { ClaimsError, claimsOfForm } from './claims-of-form.ts';
import { type DryRun, providerRows, type Row, userRows } from './rows.ts';

const TITLE = 'As user …';

/** Shown to admins of a stage with signed-in users. */
export const section: Section = (client, operations) => {
  const operation = operations.find(({ name }) => name === 'dryRun');
  return operation && { id: 'as-user', title: TITLE, make: () => dryRunSection(client.dryRun, operation) };
};

/** A form for a user's claims, and what the rights of a caller give to that user. */
function dryRunSection(
  dryRun: (input: { readonly caller?: string; readonly claims: Record<string, unknown> }) => Promise<DryRun>,
  { summary, body }: Operation,
): HTMLElement {
  const titleId = freshId();
  const { description } = body?.properties?.caller?.anyOf?.[0] ?? {};
  const caller = labelledControl({ text: 'Caller', hint: description }, (attributes) =>
    element('input', { ...attributes, autocomplete: 'off', spellcheck: 'false' }),
  );
  const hint =
    'A line for each, such as sub: ada, or the JSON object that a decoded token has. They are neither kept nor logged.';
  const claims = labelledControl({ text: 'Claims', hint, isRequired: true }, (attributes) =>
    element('textarea', { ...attributes, rows: '6', spellcheck: 'false' }),
  );
  const ask = element('button', { type: 'submit' }, 'Show what this user may');
  const form = element(
    'form',
    { autocomplete: 'off', novalidate: true },
    element('div', { class: 'fields' }, caller.labelled, claims.labelled),
    element('div', { class: 'actions' }, ask),
  );
  const result = element('div', {});

  /** Shows a failure at the field that it is about. */
  function tell(error: unknown): void {
    const message = error instanceof Error ? error.message : '';
    const isOfCaller = error instanceof StagepassError && message.startsWith('caller ');
    const field = error instanceof ClaimsError ? claims : isOfCaller ? caller : undefined;
    if (field === undefined) result.replaceChildren(failureNote(error));
    field?.show(message.replace(/^c/, 'C'));
    field?.focus();
  }

  async function show(): Promise<void> {
    const named = caller.control.value.trim();
    result.replaceChildren();
    if (claims.control.value.trim() === '') return tell(new ClaimsError('Claims are required.'));
    try {
      const answer = await dryRun({ ...(named && { caller: named }), claims: claimsOfForm(claims.control.value) });
      result.replaceChildren(...resultOf(answer));
      record('Looked up what a user may');
    } catch (error) {
      tell(error);
    }
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void whileBusy(ask, show);
  });
  return element(
    'section',
    { 'aria-labelledby': titleId },
    element('h2', { id: titleId }, TITLE),
    element('p', {}, summary),
    form,
    result,
  );
}

function resultOf(answer: DryRun): HTMLElement[] {
  const rows = userRows(answer);
  return [
    ...(rows.length > 0 ? [rowTable('The user', rows)] : []),
    ...(answer.refusal === undefined ? [] : [element('p', { class: 'failure' }, `Refused: ${answer.refusal}`)]),
    ...Object.entries(answer.providers).map(([provider, given]) => rowTable(provider, providerRows(given))),
  ];
}

/** The ARIA roles are there since CSS shows each row as a card on a phone. */
function rowTable(caption: string, rows: readonly Row[]): HTMLElement {
  return element(
    'table',
    { role: 'table', class: 'facts' },
    element('caption', {}, caption),
    element(
      'tbody',
      { role: 'rowgroup' },
      ...rows.map(([name, value]) =>
        element(
          'tr',
          { role: 'row' },
          element('th', { scope: 'row', role: 'rowheader' }, name),
          element('td', { role: 'cell' }, value),
        ),
      ),
    ),
  );
}
