import type { Schema } from './contract.ts';
import { button, element } from './element.ts';
import { labelledControl } from './labelled-control.ts';

/** A form field for a part of a body, made from its schema. */
export interface Field {
  readonly element: HTMLElement;
  /** What was filled in; undefined if it is unchanged and need not be sent. */
  value(): unknown;
}

/** One field for each property of an object's schema, except those to leave out. */
export function schemaFields(schema: Schema, initial: Readonly<Record<string, unknown>>, leftOut: ReadonlySet<string>) {
  const fields = Object.entries(schema.properties ?? {})
    .filter(([name]) => !leftOut.has(name))
    .map(([name, property]) => {
      const isRequired = schema.required?.includes(name) ?? false;
      return { name, field: fieldOf(name, property, initial[name], isRequired) };
    });
  return {
    elements: fields.map(({ field }) => field.element),
    value: (): Record<string, unknown> =>
      Object.fromEntries(
        fields.map(({ name, field }) => [name, field.value()] as const).filter(([, value]) => value !== undefined),
      ),
  };
}

function fieldOf(name: string, schema: Schema, initial: unknown, isRequired: boolean): Field {
  const label = isRequired ? `${name} (required)` : name;
  const options = (schema.anyOf ?? [schema]).filter(({ type }) => type !== 'null');
  const [only] = options;
  if (only === undefined || options.length > 1) return inputField(label, schema, initial, numberIfAny);
  const described = { ...only, ...(schema.description && { description: schema.description }) };
  // An option can itself be a choice of several schemas.
  if (only.anyOf) return fieldOf(name, described, initial, isRequired);
  switch (only.type) {
    case 'boolean':
      return yesNoField(label, described, initial);
    case 'integer':
      return inputField(label, described, initial, numberIfAny);
    case 'array':
      return only.items?.type === 'object'
        ? entriesField(name, label, described, only.items, isRequired)
        : linesField(label, described, initial);
    case 'object':
      return groupField(label, described, initial);
    default:
      return inputField(label, described, initial, (text) => text);
  }
}

/** Text that is no number is sent unchanged, so that the service says what it expects. */
function numberIfAny(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text;
}

function inputField(label: string, schema: Schema, initial: unknown, read: (text: string) => unknown): Field {
  const before = initial === undefined || initial === null ? '' : String(initial);
  const { control, labelled } = labelledControl(label, schema, (attributes) =>
    element('input', { ...attributes, value: before, autocomplete: 'off', spellcheck: 'false' }),
  );
  return { element: labelled, value: () => (control.value === before ? undefined : read(control.value)) };
}

function yesNoField(label: string, schema: Schema, initial: unknown): Field {
  const before = initial === true ? 'yes' : initial === false ? 'no' : '';
  const { control, labelled } = labelledControl(label, schema, (attributes) =>
    element(
      'select',
      attributes,
      ...(before === '' ? [element('option', { value: '' }, 'default')] : []),
      ...['yes', 'no'].map((value) => element('option', { value, selected: value === before }, value)),
    ),
  );
  return { element: labelled, value: () => (control.value === before ? undefined : control.value === 'yes') };
}

function linesField(label: string, schema: Schema, initial: unknown): Field {
  const before = Array.isArray(initial) ? initial.join('\n') : '';
  const { control, labelled } = labelledControl(`${label}, one a line`, schema, (attributes) =>
    element('textarea', { ...attributes, rows: '2', spellcheck: 'false' }, before),
  );
  const lines = () => control.value.split('\n').map((line) => line.trim());
  return {
    element: labelled,
    value: () => (control.value === before ? undefined : lines().filter((line) => line !== '')),
  };
}

function groupField(label: string, schema: Schema, initial: unknown): Field {
  const before = typeof initial === 'object' && initial !== null ? (initial as Record<string, unknown>) : {};
  const { elements, value } = schemaFields(schema, before, new Set());
  return {
    element: element('fieldset', {}, element('legend', {}, label), ...elements),
    // The service replaces the whole object, so unchanged fields are sent too.
    value: () => (Object.keys(value()).length === 0 ? undefined : { ...before, ...value() }),
  };
}

/** A list of entries that can be added and removed. A required list starts with one entry. */
function entriesField(name: string, label: string, schema: Schema, entry: Schema, isRequired: boolean): Field {
  const entries = new Set<{ readonly value: () => Record<string, unknown> }>();
  const list = element('div', {});
  const add = () => {
    const { elements, value } = schemaFields(entry, {}, new Set());
    const made = { value };
    const remove = button('Remove this entry', () => {
      entries.delete(made);
      group.remove();
      more.focus();
    });
    const group = element('fieldset', {}, element('legend', {}, 'Entry'), ...elements, remove);
    entries.add(made);
    list.append(group);
    return group;
  };
  const more = button(`Add to ${name}`, () => add().querySelector('input')?.focus());
  if (isRequired) add();
  return {
    element: element(
      'fieldset',
      {},
      element('legend', {}, label),
      ...(schema.description ? [element('span', { class: 'hint' }, schema.description)] : []),
      list,
      more,
    ),
    value: () => {
      const filled = [...entries].map(({ value }) => value()).filter((each) => Object.keys(each).length > 0);
      return filled.length === 0 ? undefined : filled;
    },
  };
}
