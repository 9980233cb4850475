import { StagepassError } from '../client/error.ts';
import type { Fields } from './schema-form.ts';

/** A message of the service about one field: its name or path, then what is wrong. */
const ABOUT_A_FIELD = /^([A-Za-z]\w*(?:\.\w+)*) (.+)$/s;

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
  if (!(error instanceof StagepassError) || error.code !== 'invalid_request') return false;
  const [, path = '', wrong = ''] = ABOUT_A_FIELD.exec(error.message) ?? [];
  const [name = '', ...rest] = path.split('.');
  const label = fields.labelOf(name);
  if (label === undefined) return false;
  const place = fields.at([name, ...rest]);
  place.show(rest.length === 0 ? `${label} ${wrong}.` : `It ${wrong}.`);
  place.focus();
  return true;
}
