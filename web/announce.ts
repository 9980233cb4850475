import { part } from './element.ts';

/** Has screen readers read a short text out, without moving the focus. */
export function announce(text: string): void {
  part('announced').textContent = text;
}
