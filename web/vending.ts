import { PROJECT } from '../api/project-parameter.ts';
import type { CallOptions, Client, ProjectOptions } from '../client/client-of.ts';
import { record } from './activity-log.ts';
import { whileBusy } from './busy.ts';
import type { Operation } from './contract.ts';
import { element, freshId } from './element.ts';
import { failureNote, failureText } from './failure.ts';
import { isFilledIn, showAtField } from './form-problems.ts';
import { keepInputs } from './kept-inputs.ts';
import { parameterFields } from './parameter-fields.ts';
import type { VendedToken } from './provider-pages.ts';
import { tokenView, type VendedAnswer } from './token-view.ts';

/** A method of the client that vends a token. It gets the form's values unchecked; the service checks them. */
type Vend = (input: Readonly<Record<string, string>>, options?: CallOptions & ProjectOptions) => Promise<VendedAnswer>;

/** A form that asks for a token, and then shows it. */
export function vendingSection(
  client: Client,
  caller: string,
  operation: Operation,
  { title, ...shown }: VendedToken,
): HTMLElement {
  const titleId = freshId();
  const ask = element('button', { type: 'submit' }, 'Get a token');
  const fields = parameterFields(operation.parameters);
  const form = element(
    'form',
    { autocomplete: 'off', novalidate: true },
    ...(operation.parameters.length > 0 ? [fields.element] : []),
    element('div', { class: 'actions' }, ask),
  );
  keepInputs(form, operation.name);
  const result = element('div', {});

  async function get(): Promise<void> {
    result.replaceChildren();
    if (!isFilledIn(fields)) return;
    const asked = fields.texts();
    try {
      const { [PROJECT]: project, ...input } = asked;
      const answer = await (client[operation.name] as unknown as Vend)(input, project === undefined ? {} : { project });
      result.replaceChildren(await tokenView(caller, operation, shown, asked, answer));
      record(`Got a token: ${title}`);
    } catch (error) {
      if (!showAtField(fields, error)) result.replaceChildren(failureNote(error));
      record(`Got no token: ${title}: ${failureText(error)}`);
    }
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void whileBusy(ask, get);
  });
  return element(
    'section',
    { 'aria-labelledby': titleId },
    element('h2', { id: titleId }, title),
    element('p', {}, operation.summary),
    form,
    result,
  );
}
