import type { IncomingMessage } from 'node:http';
import type { CloudFrontHeaders } from 'aws-lambda';

/** A header field, its name as it was written. */
export type HeaderField = readonly [name: string, value: string];

/** The fields of a message, in the order they came. */
export function headerFieldsOf({ rawHeaders }: IncomingMessage): HeaderField[] {
  const fields: HeaderField[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    fields.push([rawHeaders[at] as string, rawHeaders[at + 1] as string]);
  }
  return fields;
}

/** Headers in the form of Lambda@Edge: by lower-case name, with one entry for each field of that name. */
export function toCloudFrontHeaders(fields: readonly HeaderField[]): CloudFrontHeaders {
  // A Map, since a plain object already has properties such as `constructor` and `__proto__`.
  const headers = new Map<string, { key: string; value: string }[]>();
  for (const [key, value] of fields) {
    const name = key.toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), { key, value }]);
  }
  return Object.fromEntries(headers);
}

export function fromCloudFrontHeaders(headers: CloudFrontHeaders): HeaderField[] {
  return Object.entries(headers).flatMap(([name, entries]) =>
    entries.map(({ key, value }): HeaderField => [key ?? name, value]),
  );
}

/** Hop-by-hop headers, which are not passed on. */
export const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
