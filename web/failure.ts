import { StagepassError } from '../client/error.ts';
import { element } from './element.ts';

/** An error message for a person, which screen readers read out at once. */
export function failureNote(error: unknown): HTMLElement {
  return element('p', { class: 'failure', role: 'alert' }, failureText(error));
}

export function failureText(error: unknown): string {
  if (!(error instanceof StagepassError)) return `The page failed: ${error}`;
  const status = error.status === 0 ? '' : `${error.status} `;
  const id = error.requestId === undefined ? '' : `, request ${error.requestId}`;
  return `${error.message} (${status}${error.code}${id})`;
}
