import type { Operation } from './contract.ts';
import { element, freshId } from './element.ts';

type Parameter = Operation['parameters'][number];

/** A labelled field for a query parameter; what is left empty isn't sent. */
export function parameterField({ name, required, description, schema }: Parameter): HTMLElement {
  const id = freshId();
  const hintId = `${id}-hint`;
  const common = { id, name, required, 'aria-describedby': description && hintId };
  const control = schema.enum
    ? element(
        'select',
        common,
        ...(required || schema.default !== undefined ? [] : [element('option', { value: '' }, 'default')]),
        ...schema.enum.map((value) => element('option', { value, selected: value === schema.default }, value)),
      )
    : element('input', {
        ...common,
        autocomplete: 'off',
        spellcheck: 'false',
        maxlength: schema.maxLength?.toString(),
      });
  return element(
    'div',
    {},
    element('label', { for: id }, required ? `${name} (required)` : name),
    control,
    ...(description ? [element('span', { class: 'hint', id: hintId }, description)] : []),
  );
}

/** What was filled in, by name. */
export function filledIn(form: HTMLFormElement): Record<string, string> {
  const filled: Record<string, string> = {};
  for (const [name, value] of new FormData(form)) if (typeof value === 'string' && value !== '') filled[name] = value;
  return filled;
}
