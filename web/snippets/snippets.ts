import { copyable } from '../copyable.ts';
import { button, element } from '../element.ts';
import { remember, remembered } from '../kept-inputs.ts';
import { clientSnippet } from './client-snippet.ts';
import { curlLine } from './curl-line.ts';
import { kotlinSnippet } from './kotlin-snippet.ts';
import { pythonSnippet } from './python-snippet.ts';
import type { AskedRequest } from './request.ts';
import { swiftSnippet } from './swift-snippet.ts';

const LANGUAGES: Readonly<Record<string, (request: AskedRequest) => string>> = {
  curl: curlLine,
  JavaScript: clientSnippet,
  Swift: swiftSnippet,
  Kotlin: kotlinSnippet,
  Python: pythonSnippet,
};

const CHOICE = 'language';

/** How a program asks for the same, in the language that was chosen last. */
export function snippets(request: AskedRequest): HTMLElement {
  const shown = element('div', {});
  const buttons = Object.keys(LANGUAGES).map((language) =>
    button(language, () => {
      remember(CHOICE, language);
      show(language);
    }),
  );
  function show(language: string): void {
    for (const each of buttons) each.setAttribute('aria-pressed', String(each.textContent === language));
    const text = (LANGUAGES[language] ?? curlLine)(request);
    shown.replaceChildren(copyable(language, text, { isTitled: false }));
  }
  const chosen = remembered(CHOICE) ?? '';
  show(Object.hasOwn(LANGUAGES, chosen) ? chosen : 'curl');
  return element(
    'div',
    { class: 'snippets' },
    element('div', { class: 'segments', role: 'group', 'aria-label': 'Language' }, ...buttons),
    shown,
  );
}
