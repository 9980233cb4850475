import { type AskedRequest, urlAndQuery } from './request.ts';

/** A curl command without the password. curl asks for it, so that it isn't in the shell's history. */
export function curlLine(request: Pick<AskedRequest, 'origin' | 'caller' | 'operation' | 'asked'>): string {
  const { url, query } = urlAndQuery(request);
  const text = new URLSearchParams(Object.fromEntries(query)).toString();
  return `curl -u ${word(request.caller)} '${url + (text && `?${text}`)}'`;
}

function word(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
