import type { Schema } from '../../../web/contract.ts';
import { element } from '../../../web/element.ts';
import type { Field } from '../../../web/field.ts';
import { labelledControl } from '../../../web/labelled-control.ts';
import { entriesField } from '../../../web/schema-form.ts';
import type { Token } from './tokens.ts';

/** The fields of an update that are asked for here. */
export const STREAM_CHANGES = ['addTokenStreams', 'removeTokenStreams'] as const;

export interface StreamChanges extends Pick<Field, 'element' | 'check' | 'at'> {
  value(): Record<string, unknown>;
}

/** The streams that a token has, each to be removed, and others to be added. */
export function streamChanges({ streams }: Pick<Token, 'streams'>, { properties = {} }: Schema): StreamChanges {
  const removed = streams.map(({ streamName, isRegex }) => ({
    streamName,
    ...labelledControl(
      { text: `Remove ${streamText({ streamName, isRegex })}` },
      (attributes) => element('input', { ...attributes, type: 'checkbox' }),
      { isBeside: true },
    ),
  }));
  const [adding] = [properties.addTokenStreams ?? {}].map(
    (schema) => schema.anyOf?.find(({ items }) => items) ?? schema,
  );
  const added = entriesField(
    { name: 'addTokenStreams', label: 'New streams', initial: undefined, isRequired: false },
    {},
    adding?.items ?? {},
  );
  return {
    element: element(
      'div',
      { class: 'fields' },
      element(
        'fieldset',
        { class: 'list' },
        element('legend', {}, 'Streams it opens now'),
        ...removed.map(({ labelled }) => labelled),
      ),
      added.element,
    ),
    value() {
      const names = removed.filter(({ control }) => control.checked).map(({ streamName }) => streamName);
      const more = added.value();
      return {
        ...(names.length > 0 && { removeTokenStreams: names }),
        ...(more !== undefined && { addTokenStreams: more }),
      };
    },
    check: added.check,
    at: added.at,
  };
}

/** A pattern stands between slashes. */
export function streamText({ streamName, isRegex }: Token['streams'][number]): string {
  return isRegex ? `/${streamName}/` : streamName;
}
