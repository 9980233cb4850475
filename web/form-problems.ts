import { StagepassError } from '../client/error.ts';
import type { Fields } from './schema-form.ts';
import { isLifetimeName } from './schema-kinds.ts';

/** A message of the service about one field: its name or path, then what is wrong. */
const ABOUT_A_FIELD = /^([A-Za-z]\w*(?:\.\w+)*) (.+)$/s;

/** A message about what rights don’t allow: the name of a value, which it may have cut, or a lifetime. */
const BEYOND_RIGHTS =
  /^this caller may not ask for (?:the (.+?) ("(?:[^"\\]|\\.)*")|a lifetime of .+|a token without an end);/;

/** Shows what the form itself can tell to be wrong, and moves the focus there. @returns whether nothing is. */
export function isFilledIn(fields: Fields): boolean {
  const wrong = fields.check();
  wrong?.focus();
  return wrong === undefined;
}

/**
 * Shows a refusal at the field that it is about, and moves the focus there.
 *
 * @returns whether it is about a field of this form: otherwise it has to be shown elsewhere.
 */
export function showAtField(fields: Fields, error: unknown): boolean {
  if (!(error instanceof StagepassError)) return false;
  if (error.code === 'not_allowed') return showBeyondRights(fields, error.message);
  if (error.code !== 'invalid_request') return false;
  const [, path = '', wrong = ''] = ABOUT_A_FIELD.exec(error.message) ?? [];
  const [name = '', ...rest] = path.split('.');
  const label = fields.labelOf(name);
  if (label === undefined) return false;
  const place = fields.at([name, ...rest]);
  place.show(rest.length === 0 ? `${label} ${wrong}.` : `It ${wrong}.`);
  place.focus();
  return true;
}

function showBeyondRights(fields: Fields, message: string): boolean {
  const found = BEYOND_RIGHTS.exec(message);
  if (found === null) return false;
  const [, called = '', quoted] = found;
  const filledIn = Object.entries(fields.value());
  const named =
    quoted === undefined
      ? filledIn.filter(([name]) => isLifetimeName(name))
      : filledIn.filter(([, value]) => isQuoted(quoted, value));
  const isCalledSo = ([name]: readonly [string, unknown]) =>
    fields.labelOf(name)?.toLowerCase().startsWith(called) ?? false;
  // Where several fields have the value, only the label tells them apart.
  const [only, ...others] = named.length > 1 ? named.filter(isCalledSo) : named;
  if (only === undefined || others.length > 0) return false;
  const place = fields.at([only[0]]);
  place.show(`${message.charAt(0).toUpperCase()}${message.slice(1)}.`);
  place.focus();
  return true;
}

function isQuoted(quoted: string, value: unknown): boolean {
  const text = JSON.parse(quoted) as string;
  return String(value) === text || (text.endsWith('…') && String(value).startsWith(text.slice(0, -1)));
}
