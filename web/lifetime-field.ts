import type { Schema } from './contract.ts';
import { durationText } from './duration.ts';
import { element } from './element.ts';
import type { Field, FieldOptions } from './field.ts';
import { labelledControl } from './labelled-control.ts';
import { isWholeNumber, numberProblem } from './schema-kinds.ts';
import { labelOf } from './simple-fields.ts';

const PRESETS = [600, 3_600, 86_400];
const NEVER = 'never';
const OTHER = 'other';

const UNITS = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 } as const;

/** How long a token lives: some lifetimes within the bounds, or any other. The service’s own one isn't sent. */
export function lifetimeField(options: FieldOptions, schema: Schema): Field {
  const { name } = options;
  const bounds = [schema, ...(schema.anyOf ?? [])].find(isWholeNumber) ?? {};
  const { minimum = 0, maximum = Number.POSITIVE_INFINITY } = bounds;
  const mayBeNever = schema.anyOf?.some((each) => each.const === NEVER) ?? false;
  const presets = PRESETS.filter((seconds) => seconds >= minimum && seconds <= maximum);
  const preset = labelledControl({ ...labelOf(options, schema), hint: 'The stage may allow less.' }, (attributes) =>
    element(
      'select',
      { ...attributes, name },
      element('option', { value: '' }, 'As the stage says'),
      ...presets.map((seconds) => element('option', { value: String(seconds) }, durationText(seconds))),
      ...(mayBeNever ? [element('option', { value: NEVER }, 'Without end')] : []),
      element('option', { value: OTHER }, 'Other…'),
    ),
  );
  const count = labelledControl({ text: 'How many' }, (attributes) =>
    element('input', { ...attributes, name: `${name}.count`, inputmode: 'numeric', autocomplete: 'off' }),
  );
  const unit = labelledControl({ text: 'Unit' }, (attributes) =>
    element(
      'select',
      { ...attributes, name: `${name}.unit` },
      ...Object.keys(UNITS).map((value) => element('option', { value, selected: value === 'minutes' }, value)),
    ),
  );
  const other = element('div', { class: 'other', hidden: true }, count.labelled, unit.labelled);
  const isOther = () => preset.control.value === OTHER;
  preset.control.addEventListener('change', () => {
    other.hidden = !isOther();
    // What was wrong with it doesn’t count for another choice.
    count.show(undefined);
  });

  /** In seconds; text that is no number is sent unchanged, so that the service says what it expects. */
  function written(): number | string {
    const text = count.control.value.trim();
    return /^\d+$/.test(text) ? Number(text) * UNITS[unit.control.value as keyof typeof UNITS] : text;
  }

  function problem(): string | undefined {
    if (!isOther()) return undefined;
    const seconds = written();
    if (typeof seconds === 'string') return numberProblem(seconds, {});
    if (seconds < minimum) return `It must be ${durationText(minimum)} or more.`;
    return seconds > maximum ? `It must be ${durationText(maximum)} at most.` : undefined;
  }

  const place = () => (isOther() ? count : preset);
  return {
    element: element('div', { class: 'lifetime' }, preset.labelled, other),
    value() {
      const chosen = preset.control.value;
      if (isOther()) return written();
      return chosen === '' ? undefined : chosen === NEVER ? NEVER : Number(chosen);
    },
    check() {
      const wrong = problem();
      place().show(wrong);
      return wrong === undefined ? undefined : place();
    },
    at: place,
  };
}
