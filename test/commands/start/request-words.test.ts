import { expect, it } from 'vitest';
import { shownLines } from '../../../commands/shown-text.ts';
import { requestLine } from '../../../commands/start/request-line.ts';
import { wordsOf } from '../../../commands/start/request-words.ts';
import type { AnsweredRequest } from '../../../local/run-assembly.ts';

const answered: AnsweredRequest = {
  id: 'a',
  at: 0,
  method: 'GET',
  path: '/health',
  status: 404,
  ms: 20,
  answeredBy: 'API Gateway',
  error: undefined,
  headers: {},
  steps: [],
};

it.each([
  ['/', '/'],
  ['/health', '/health'],
  ['/admin/openapi.json', '/admin/openapi.json'],
  ['/hidden', '/…'],
  ['/admin/hidden', '/admin/…'],
  ['/hidden/hidden/openapi.json/', '/…/…/openapi.json/'],
  ['/admin/hidden/hidden', '/admin/…'],
  ['http://client:hidden@127.0.0.1:8080/hidden', '…//…'],
])('leaves out of a path what may be a password: %s', (path, shown) => {
  expect(wordsOf({ ...answered, path }).route).toBe(shown);
});

it('has the path of a file that there is, and none where what came was no HTTP', () => {
  expect(wordsOf({ ...answered, path: '/app.js', answeredBy: 'bucket', status: 200 }).route).toBe('/app.js');
  expect(wordsOf({ ...answered, path: '/hidden', answeredBy: 'bucket' }).route).toBe('/…');
  expect(wordsOf({ ...answered, method: '', path: '' })).toMatchObject({ method: 'no HTTP', route: '' });
});

it.each([
  ['ada', 'members (ada)'],
  ['ada.l@example.com', 'members (ada.l@example.com)'],
  ['x) 200 forged', 'members ("x) 200 forged")'],
  ['a") "b', 'members ("a\\") \\"b")'],
  ['a\u202eb', 'members ("a\\u{202e}b")'],
])('quotes a user’s name that could be taken for more: %s', (user, caller) => {
  const headers = { 'x-stagepass-caller': `members?${new URLSearchParams({ user, issuer: 'app' })}` };
  expect(requestLine(wordsOf({ ...answered, headers }))).toContain(`${caller} `);
});

it('escapes what functions log, but for the ends of lines', () => {
  expect(shownLines('a\u202eb\u001b[2J\n\tc')).toBe('a\\u{202e}b\\u{1b}[2J\n\tc');
});
