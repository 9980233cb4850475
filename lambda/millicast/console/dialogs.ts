import { StagepassError } from '../../../client/error.ts';
import type { Schema } from '../../../web/contract.ts';
import { openDialog } from '../../../web/dialog.ts';
import { element } from '../../../web/element.ts';
import { showAtField } from '../../../web/form-problems.ts';
import { schemaFields } from '../../../web/schema-form.ts';
import { wordsOf } from '../../../web/words.ts';
import { STREAM_CHANGES, streamChanges } from './stream-changes.ts';
import type { Token, Tokens } from './tokens.ts';

/** Asks for the settings of a new token, and creates it. */
export function createDialog(tokens: Tokens, done: (made: Token) => void): void {
  const fields = schemaFields(tokens.body('create'));
  openDialog(`New token to ${tokens.kind.toLowerCase()}`, [fields.element], {
    text: 'Create',
    check: fields.check,
    run: () => tokens.ask('create', fields.value()),
    refused: (error) => showAtField(fields, error),
    done,
  });
}

/**
 * Shows the settings of a token that can be changed, and sends those that were changed.
 *
 * @param gone called where the token isn't there any more.
 */
export function editDialog(tokens: Tokens, token: Token, done: () => void, gone: () => void): void {
  const body = tokens.body('update');
  const names = Object.keys(body.properties ?? {});
  // Some settings are there twice: with and without `update` before their name.
  const twice = names.filter((name) => names.includes(updateName(name)));
  const renamed = Object.fromEntries(twice.map((name) => [updateName(name), token[name]]));
  const fields = schemaFields(titled(body, twice), { ...token, ...renamed }, new Set([...twice, ...STREAM_CHANGES]));
  const streams = streamChanges(token, body);
  openDialog(`Edit ${token.label}`, [streams.element, fields.element], {
    text: 'Save',
    check: () => streams.check() ?? fields.check(),
    run: () => tokens.ask('update', { tokenId: token.id, ...fields.value(), ...streams.value() }),
    refused(error) {
      if (isGone(error)) gone();
      return showAtField(
        { ...fields, labelOf, at: (path) => (isOfStreams(path) ? streams : fields).at(atStreams(path)) },
        error,
      );
    },
    done,
  });

  function labelOf(name: string): string | undefined {
    return name === STREAM_CHANGES[0] ? 'New streams' : fields.labelOf(name);
  }
}

export function deleteDialog(tokens: Tokens, { id, label }: Token, done: () => void, gone: () => void): void {
  const warning = element('p', {}, `${label} opens nothing any more once it is deleted. This can’t be undone.`);
  openDialog(`Delete ${label}?`, [warning], {
    text: 'Delete',
    danger: true,
    run: () => tokens.ask('delete', { tokenId: id }),
    refused(error) {
      if (isGone(error)) gone();
      return false;
    },
    done,
  });
}

function isOfStreams([name]: readonly string[]): boolean {
  return name === STREAM_CHANGES[0];
}

/** The list of streams has no name of its own before an entry’s place. */
function atStreams(path: readonly string[]): readonly string[] {
  return isOfStreams(path) ? path.slice(1) : path;
}

/** Somebody else may have deleted it meanwhile. */
export function isGone(error: unknown): boolean {
  return error instanceof StagepassError && error.code === 'not_found';
}

/** What is changed is called as where it is set. */
function titled(body: Schema, twice: readonly string[]): Schema {
  const { properties = {} } = body;
  const named = twice.map((name) => {
    const schema = properties[updateName(name)] ?? {};
    return [updateName(name), { ...schema, title: schema.title ?? properties[name]?.title ?? wordsOf(name) }] as const;
  });
  return { ...body, properties: { ...properties, ...Object.fromEntries(named) } };
}

function updateName(name: string): string {
  return `update${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
