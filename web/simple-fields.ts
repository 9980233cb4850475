import type { Schema } from './contract.ts';
import { element } from './element.ts';
import type { Field, FieldOptions } from './field.ts';
import { type Label, type Labelled, labelledControl } from './labelled-control.ts';
import { isWholeNumber, numberProblem } from './schema-kinds.ts';
import { choiceText } from './words.ts';

const PLAIN = { autocomplete: 'off', spellcheck: 'false' } as const;

/** A field of one control. */
export function controlField<C extends HTMLElement>(
  labelled: Labelled<C>,
  { value, problem = () => undefined }: { readonly value: () => unknown; readonly problem?: () => string | undefined },
): Field {
  return {
    element: labelled.labelled,
    value,
    check() {
      const wrong = problem();
      labelled.show(wrong);
      return wrong === undefined ? undefined : labelled;
    },
    at: () => labelled,
  };
}

export function labelOf({ label, isRequired }: FieldOptions, { description }: Schema): Label {
  return { text: label, hint: description, isRequired };
}

/** @param read what the text stands for. */
export function inputField(options: FieldOptions, schema: Schema, read: (text: string) => unknown): Field {
  const { name, initial, isRequired } = options;
  const before = initial === undefined || initial === null ? '' : String(initial);
  const isNumber = isWholeNumber(schema);
  const labelled = labelledControl(labelOf(options, schema), (attributes) =>
    element('input', {
      ...attributes,
      ...PLAIN,
      name,
      value: before,
      inputmode: isNumber ? 'numeric' : undefined,
      maxlength: schema.maxLength?.toString(),
      placeholder: typeof schema.default === 'string' ? schema.default : undefined,
    }),
  );
  const text = () => (isNumber ? labelled.control.value.trim() : labelled.control.value);
  return controlField(labelled, {
    value: () => (text() === before ? undefined : read(text())),
    problem() {
      if (text() === before && before !== '') return undefined;
      if (text().trim() === '') return isRequired ? `${options.label} is required.` : undefined;
      return isNumber ? numberProblem(text(), schema) : undefined;
    },
  });
}

/** Text that is no number is sent unchanged, so that the service says what it expects. */
export function numberIfAny(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text;
}

/** A choice among values. What the service takes by itself is chosen first, and not sent. */
export function choiceField(options: FieldOptions, schema: Schema): Field {
  const { name, initial, isRequired } = options;
  const { enum: values = [], default: fallback } = schema;
  const before = initial ?? fallback;
  const labelled = labelledControl(labelOf(options, schema), (attributes) =>
    element(
      'select',
      { ...attributes, name },
      ...(isRequired || before !== undefined ? [] : [element('option', { value: '' }, 'default')]),
      ...values.map((value) => element('option', { value, selected: value === before }, choiceText(value))),
    ),
  );
  const chosen = () => labelled.control.value;
  return controlField(labelled, { value: () => (chosen() === (before ?? '') ? undefined : chosen()) });
}

/** A checkbox; unchanged, it isn't sent. Where nothing says what no answer means, it is the same as no. */
export function checkboxField(options: FieldOptions, schema: Schema): Field {
  const { name, initial, isRequired } = options;
  const before = String(initial ?? schema.default ?? 'false') === 'true';
  const labelled = labelledControl(
    // A box can’t be left empty.
    { ...labelOf(options, schema), isRequired: false },
    (attributes) => element('input', { ...attributes, name, type: 'checkbox', checked: before }),
    { isBeside: true },
  );
  return controlField(labelled, {
    value: () => (labelled.control.checked === before && !isRequired ? undefined : labelled.control.checked),
  });
}

/** Yes, no, or neither, where neither means something else than no. */
export function yesNoField(options: FieldOptions, schema: Schema): Field {
  const before = options.initial === true ? 'yes' : options.initial === false ? 'no' : '';
  const labelled = labelledControl(labelOf(options, schema), (attributes) =>
    element(
      'select',
      { ...attributes, name: options.name },
      element('option', { value: '' }, 'default'),
      ...['yes', 'no'].map((value) => element('option', { value, selected: value === before }, value)),
    ),
  );
  const { control } = labelled;
  return controlField(labelled, {
    value: () => (control.value === before ? undefined : control.value === '' ? null : control.value === 'yes'),
  });
}

/** A list of texts. */
export function linesField(options: FieldOptions, schema: Schema): Field {
  const before = Array.isArray(options.initial) ? options.initial.join('\n') : '';
  const { text, ...label } = labelOf(options, schema);
  const labelled = labelledControl({ ...label, text: `${text}, one a line` }, (attributes) =>
    element('textarea', { ...attributes, ...PLAIN, name: options.name, rows: '2' }, before),
  );
  const { control } = labelled;
  const lines = () =>
    control.value
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  return {
    ...controlField(labelled, {
      value: () => (control.value === before ? undefined : lines()),
      problem: () => (options.isRequired && lines().length === 0 ? `${text} is required.` : undefined),
    }),
    at: ([line]) =>
      line === undefined
        ? labelled
        : { ...labelled, show: (problem) => labelled.show(problem && `Line ${Number(line) + 1}: ${problem}`) },
  };
}
