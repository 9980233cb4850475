import { StagepassError } from '../client/error.ts';
import { element } from './element.ts';

/** What went wrong, for a person; said at once by a screen reader. */
export function failureNote(error: unknown): HTMLElement {
  return element('p', { class: 'failure', role: 'alert' }, failureText(error));
}

export function failureText(error: unknown): string {
  if (!(error instanceof StagepassError)) return `The page failed: ${error}`;
  const status = error.status === 0 ? '' : `${error.status} `;
  const id = error.requestId === undefined ? '' : `, request ${error.requestId}`;
  return `${error.message} (${status}${error.code}${id})`;
}
