import type { IncomingMessage } from 'node:http';

/** A request as it reaches API Gateway. */
export interface ApiRequest {
  readonly id: string;
  /** The `x-amz-apigw-id` of the answer. */
  readonly extendedId: string;
  readonly receivedAt: Date;
  readonly method: string;
  /** The path after the stage, as it was sent: percent-encoded, with its leading slash. */
  readonly path: string;
  /** Decoded values by decoded name, in the order they were given. */
  readonly query: ReadonlyMap<string, readonly string[]>;
  readonly headers: Headers;
  readonly body: string;
  readonly sourceIp: string;
  readonly protocol: string;
}

/** Fields by lower-case name, each with its name as it was first sent and all of its values. */
export type Headers = ReadonlyMap<string, { readonly name: string; readonly values: readonly string[] }>;

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** Hop-by-hop headers, which functions don't get. */
const HOP_BY_HOP = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'te',
  'transfer-encoding',
  'upgrade',
]);

export function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Map<string, { name: string; values: string[] }>();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const [name, value] = [rawHeaders[at] as string, rawHeaders[at + 1] as string];
    if (HOP_BY_HOP.has(name.toLowerCase())) continue;
    const known = headers.get(name.toLowerCase());
    if (known === undefined) headers.set(name.toLowerCase(), { name, values: [value] });
    else known.values.push(value);
  }
  return headers;
}

/** @param search the query string, with or without its question mark. */
export function queryOf(search: string): Map<string, string[]> {
  const query = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(search)) query.set(name, [...(query.get(name) ?? []), value]);
  return query;
}

/** @returns the body; undefined when it is too large. */
export async function readBody(message: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // A body that is too large is read to its end too, so that the client has sent all before it gets the answer.
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return bytes > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks).toString('utf8');
}
