import { element, part } from './element.ts';

/** Adds a line to the page's log, which screen readers read out. Newest first; never a token. */
export function record(what: string): void {
  const time = new Date().toLocaleTimeString();
  part('log').prepend(element('li', {}, `${time} ${what}`));
}
