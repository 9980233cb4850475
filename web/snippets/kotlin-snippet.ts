import { codeUnits, UNSEEN } from '../unseen.ts';
import { type AskedRequest, urlAndQuery } from './request.ts';

/** With OkHttp, for Android and servers. */
export function kotlinSnippet(request: AskedRequest): string {
  const { url, query } = urlAndQuery(request);
  const { caller, field } = request;
  return [
    'import okhttp3.Credentials',
    'import okhttp3.HttpUrl.Companion.toHttpUrl',
    'import okhttp3.OkHttpClient',
    'import okhttp3.Request',
    ...(field === undefined ? [] : ['import org.json.JSONObject']),
    '',
    `val url = ${kotlinText(url)}.toHttpUrl().newBuilder()`,
    ...query.map(([name, value]) => `    .addQueryParameter(${kotlinText(name)}, ${kotlinText(value)})`),
    '    .build()',
    'val request = Request.Builder()',
    '    .url(url)',
    `    .header("Authorization", Credentials.basic(${kotlinText(caller)}, password, Charsets.UTF_8))`,
    '    .build()',
    'val token = OkHttpClient().newCall(request).execute().use { response ->',
    '    check(response.isSuccessful)',
    field === undefined
      ? '    response.body!!.string()'
      : `    JSONObject(response.body!!.string()).get(${kotlinText(field)}).toString()`,
    '}',
  ].join('\n');
}

/** A dollar sign begins what is put in, so one that is text is escaped. */
export function kotlinText(text: string): string {
  const escaped = text
    .toWellFormed()
    .replaceAll(/[\\"$]/g, '\\$&')
    .replaceAll(UNSEEN, codeUnits);
  return `"${escaped}"`;
}
