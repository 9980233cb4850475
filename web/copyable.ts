import { record } from './activity-log.ts';
import { button, element } from './element.ts';

/** A text to read and to copy. */
export function copyable(title: string, text: string): HTMLElement {
  const copy = button('Copy', () => {
    navigator.clipboard.writeText(text).then(
      () => record(`Copied: ${title}`),
      () => record(`The browser would not copy: ${title}`),
    );
  });
  copy.setAttribute('aria-label', `Copy: ${title}`);
  return element('figure', {}, element('figcaption', {}, title, copy), element('pre', {}, element('code', {}, text)));
}
