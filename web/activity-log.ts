import { element, part } from './element.ts';

/** Writes down what was done, for eyes and screen readers; never a token. The last comes first. */
export function record(what: string): void {
  const time = new Date().toLocaleTimeString();
  part('log').prepend(element('li', {}, `${time} ${what}`));
}
