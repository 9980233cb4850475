import { codeUnits, UNSEEN } from '../unseen.ts';
import { type AskedRequest, urlAndQuery } from './request.ts';

/** With Requests, which most Python programs have. */
export function pythonSnippet(request: AskedRequest): string {
  const { url, query } = urlAndQuery(request);
  const params = query.map(([name, value]) => `${pythonText(name)}: ${pythonText(value)}`).join(', ');
  const { caller, field } = request;
  return [
    'import requests',
    '',
    'answer = requests.get(',
    `    ${pythonText(url)},`,
    ...(params ? [`    params={${params}},`] : []),
    `    auth=(${pythonText(caller)}, password),`,
    '    timeout=15,',
    ')',
    'answer.raise_for_status()',
    `token = answer.json()${field === undefined ? '' : `[${pythonText(field)}]`}`,
  ].join('\n');
}

/** What JSON escapes, Python escapes in the same way, but what takes two UTF-16 code units it escapes as one. */
export function pythonText(text: string): string {
  return JSON.stringify(text.toWellFormed()).replaceAll(UNSEEN, (one) =>
    one.length === 1 ? codeUnits(one) : `\\U${one.codePointAt(0)?.toString(16).padStart(8, '0')}`,
  );
}
