import { PROJECT } from '../api/project-parameter.ts';
import type { Schema } from './contract.ts';
import { button, element, freshId } from './element.ts';
import type { Field, FieldOptions } from './field.ts';
import { type Place, problemText, reach, withCode } from './labelled-control.ts';
import { lifetimeField } from './lifetime-field.ts';
import { isLifetime, isWholeNumber, isYesOrNo } from './schema-kinds.ts';
import { checkboxField, choiceField, inputField, linesField, numberIfAny, yesNoField } from './simple-fields.ts';
import { wordsOf } from './words.ts';

/** The fields for an object, as one. */
export interface Fields extends Field {
  value(): Record<string, unknown>;
  /** The label of a property; undefined where there is no field for it. */
  labelOf(name: string): string | undefined;
}

/**
 * One field for each property of an object's schema, except those to leave out. What is seldom needed is folded: an
 * optional one without a value or a default, unless it is the lifetime or the first optional one, which mostly names the
 * user.
 */
export function schemaFields(
  schema: Schema,
  initial: Readonly<Record<string, unknown>> = {},
  leftOut: ReadonlySet<string> = new Set(),
): Fields {
  const properties = Object.entries(schema.properties ?? {}).filter(([name]) => !leftOut.has(name));
  const fields = new Map<string, { readonly field: Field; readonly label: string }>();
  const shown: HTMLElement[] = [];
  const boxes: HTMLElement[] = [];
  const folded: HTMLElement[] = [];
  let optional = 0;
  for (const [name, described] of properties) {
    const property = withoutNull(described);
    const isRequired = schema.required?.includes(name) ?? false;
    const label = property.title ?? wordsOf(name);
    // Null says something of its own only where a value must be given.
    const isThreefold = isRequired && property !== described;
    const field = fieldOf({ name, label, initial: initial[name], isRequired }, property, isThreefold);
    const isFirst = !isRequired && !isLifetime(name, property) && optional++ === 0;
    const isSeldom = !isRequired && !isFirst && !isOften(name, property, initial[name]);
    (isSeldom ? folded : isYesOrNo(property) && !isThreefold ? boxes : shown).push(field.element);
    fields.set(name, { field, label });
  }
  // One field alone isn't worth a fold.
  const more = folded.length > 1 ? [foldOf(folded)] : folded;

  return {
    element: element(
      'div',
      { class: 'fields' },
      ...shown,
      ...(boxes.length > 0 ? [element('div', { class: 'fields' }, ...boxes)] : []),
      ...more,
    ),
    value: () =>
      Object.fromEntries(
        [...fields]
          .map(([name, { field }]) => [name, field.value()] as const)
          .filter(([, value]) => value !== undefined),
      ),
    check() {
      const wrong = [...fields.values()].map(({ field }) => field.check());
      return wrong.find((place) => place !== undefined);
    },
    at([name = '', ...rest]) {
      const { field } = fields.get(name) ?? [...fields.values()][0] ?? {};
      return field?.at(rest) ?? nowhere;
    },
    labelOf: (name) => fields.get(name)?.label,
  };
}

const nowhere: Place = { show() {}, focus() {} };

function isOften(name: string, schema: Schema, initial: unknown): boolean {
  const isSet = Array.isArray(initial) ? initial.length > 0 : initial !== undefined && initial !== null;
  return isSet || schema.default !== undefined || name === PROJECT || isLifetime(name, schema);
}

function foldOf(elements: readonly HTMLElement[]): HTMLElement {
  return element(
    'details',
    {},
    element('summary', {}, 'More options'),
    element('div', { class: 'fields' }, ...elements),
  );
}

/** A value that may be null is mostly one that may be left out. Words of either level are those of the field. */
function withoutNull(schema: Schema): Schema {
  const choices = schema.anyOf?.filter(({ type }) => type !== 'null') ?? [];
  const [only] = choices;
  if (only === undefined || choices.length > 1) return schema;
  const { title, description } = schema;
  return withoutNull({ ...only, ...(title && { title }), ...(description && { description }) });
}

function fieldOf(options: FieldOptions, schema: Schema, isThreefold: boolean): Field {
  if (isLifetime(options.name, schema)) return lifetimeField(options, schema);
  if (schema.anyOf) return inputField(options, schema, numberIfAny);
  if (isYesOrNo(schema)) return isThreefold ? yesNoField(options, schema) : checkboxField(options, schema);
  if (schema.enum) return choiceField(options, schema);
  if (isWholeNumber(schema)) return inputField(options, schema, numberIfAny);
  switch (schema.type) {
    case 'array':
      return schema.items?.type === 'object'
        ? entriesField(options, schema, schema.items)
        : linesField(options, schema);
    case 'object':
      return groupField(options, schema);
    default:
      return inputField(options, schema, (text) => text);
  }
}

function groupField({ label, initial }: FieldOptions, schema: Schema): Field {
  const before = typeof initial === 'object' && initial !== null ? (initial as Record<string, unknown>) : {};
  const { element: inside, value, check, at } = schemaFields(schema, before);
  return {
    element: element('fieldset', {}, element('legend', {}, label), inside),
    // The service replaces the whole object, so unchanged fields are sent too.
    value: () => (Object.keys(value()).length === 0 ? undefined : { ...before, ...value() }),
    // An optional object that nothing was written into isn't sent, so nothing in it is missing.
    check: () => (Object.keys(value()).length === 0 ? undefined : check()),
    at,
  };
}

/** A list of entries that can be added and removed. A required list starts with one entry. */
export function entriesField({ label, isRequired }: FieldOptions, schema: Schema, entry: Schema): Field {
  const entries = new Set<Fields>();
  const list = element('div', { class: 'entries' });
  const problem = problemText(`${freshId()}-problem`);
  const one = (label.split(' ').at(-1) ?? label).replace(/s$/, '').toLowerCase();

  function add(): HTMLElement {
    const made = schemaFields(entry);
    const remove = button(`Remove this ${one}`, () => {
      entries.delete(made);
      group.remove();
      more.focus();
    });
    const group = element(
      'fieldset',
      { class: 'entry' },
      element('legend', { class: 'unseen' }, label),
      made.element,
      ...(isRequired && entries.size === 0 ? [] : [remove]),
    );
    entries.add(made);
    list.append(group);
    return group;
  }

  const more = button(`Add a ${one}`, () => add().querySelector('input')?.focus(), { 'aria-describedby': problem.id });
  if (isRequired) add();
  const filled = () => [...entries].filter(({ value }) => Object.keys(value()).length > 0);
  const place: Place = {
    show(wrong) {
      problem.textContent = wrong ?? '';
      problem.hidden = wrong === undefined;
    },
    focus: () => reach(more),
  };
  return {
    element: element(
      'fieldset',
      { class: 'list' },
      element('legend', {}, isRequired ? `${label} (required)` : label),
      ...(schema.description ? [element('span', { class: 'hint' }, ...withCode(schema.description))] : []),
      list,
      problem,
      more,
    ),
    value: () => (filled().length === 0 ? undefined : filled().map(({ value }) => value())),
    check() {
      // The entry that a required list starts with must be filled in.
      const checked = isRequired && filled().length === 0 ? [...entries] : filled();
      place.show(undefined);
      return checked.map(({ check }) => check()).find((wrong) => wrong !== undefined);
    },
    at([index, ...rest]) {
      const entered = filled()[Number(index)];
      return entered === undefined || rest.length === 0 ? place : entered.at(rest);
    },
  };
}
