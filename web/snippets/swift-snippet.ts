import { visible } from '../unseen.ts';
import { type AskedRequest, urlAndQuery } from './request.ts';

/** With URLSession, for Apple’s systems. */
export function swiftSnippet(request: AskedRequest): string {
  const { url, query } = urlAndQuery(request);
  const { caller, field } = request;
  return [
    'import Foundation',
    '',
    `var components = URLComponents(string: ${swiftText(url)})!`,
    ...(query.length === 0
      ? []
      : [
          'components.queryItems = [',
          ...query.map(([name, value]) => `    URLQueryItem(name: ${swiftText(name)}, value: ${swiftText(value)}),`),
          ']',
        ]),
    // URLComponents leaves it as it is, and a query’s + is read as a space.
    ...(query.some(([, value]) => value.includes('+'))
      ? [
          'components.percentEncodedQuery = components.percentEncodedQuery?',
          '    .replacingOccurrences(of: "+", with: "%2B")',
        ]
      : []),
    'var request = URLRequest(url: components.url!)',
    `let credentials = Data("${swiftEscaped(caller)}:\\(password)".utf8).base64EncodedString()`,
    'request.setValue("Basic \\(credentials)", forHTTPHeaderField: "Authorization")',
    'let (data, response) = try await URLSession.shared.data(for: request)',
    'guard (response as? HTTPURLResponse)?.statusCode == 200 else { throw URLError(.badServerResponse) }',
    field === undefined
      ? 'let token = String(decoding: data, as: UTF8.self)'
      : `let token = (try JSONSerialization.jsonObject(with: data) as? [String: Any])?[${swiftText(field)}]`,
  ].join('\n');
}

export function swiftText(text: string): string {
  return `"${swiftEscaped(text)}"`;
}

/** A backslash begins what is put in, so one that is text is written twice. */
function swiftEscaped(text: string): string {
  return visible(text.toWellFormed().replaceAll(/[\\"]/g, '\\$&'));
}
