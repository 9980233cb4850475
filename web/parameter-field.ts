import type { Operation } from './contract.ts';
import { element } from './element.ts';
import { labelledControl } from './labelled-control.ts';

type Parameter = Operation['parameters'][number];

/** A labelled field for a parameter of query or path. An empty one isn't sent. */
export function parameterField({ name, required, description, schema }: Parameter): HTMLElement {
  const label = required ? `${name} (required)` : name;
  return labelledControl(label, { ...(description && { description }) }, (attributes) =>
    schema.enum
      ? element(
          'select',
          { ...attributes, name, required },
          ...(required || schema.default !== undefined ? [] : [element('option', { value: '' }, 'default')]),
          ...schema.enum.map((value) => element('option', { value, selected: value === schema.default }, value)),
        )
      : element('input', {
          ...attributes,
          name,
          required,
          autocomplete: 'off',
          spellcheck: 'false',
          maxlength: schema.maxLength?.toString(),
        }),
  ).labelled;
}

/** What was filled in, by name. */
export function filledIn(form: HTMLFormElement): Record<string, string> {
  const filled: Record<string, string> = {};
  for (const [name, value] of new FormData(form)) if (typeof value === 'string' && value !== '') filled[name] = value;
  return filled;
}
