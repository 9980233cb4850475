import { announce } from './announce.ts';
import { button, element } from './element.ts';

/** How long the button says what it has done. */
const SAID_MS = 2_000;

/** A text to read and to copy. @param title what it is. */
export function copyable(title: string, text: string, { isTitled = true } = {}): HTMLElement {
  return element(
    'figure',
    {},
    element(
      'figcaption',
      { class: isTitled ? undefined : 'only-copy' },
      isTitled ? title : '',
      copyButton(title, text),
    ),
    element('pre', { tabindex: '0', role: 'group', 'aria-label': title }, element('code', {}, text)),
  );
}

/** A button that copies a text, and says itself whether it did. @param title what is copied. */
export function copyButton(title: string, text: string): HTMLButtonElement {
  let ends: ReturnType<typeof setTimeout> | undefined;
  function say(word: string, { isDone = false } = {}): void {
    copy.textContent = word;
    copy.setAttribute('aria-label', `${word}: ${title}`);
    copy.classList.toggle('done', isDone);
  }
  function told(word: string, isDone: boolean): void {
    say(word, { isDone });
    announce(`${word}: ${title}`);
    clearTimeout(ends);
    ends = setTimeout(() => say('Copy'), SAID_MS);
  }
  const copy = button('Copy', () => {
    navigator.clipboard.writeText(text).then(
      () => told('Copied', true),
      () => told('Not copied', false),
    );
  });
  copy.classList.add('copy');
  say('Copy');
  return copy;
}
