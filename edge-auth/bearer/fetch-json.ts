import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';

/** An OpenID configuration has 2 to 10 KB, a key 0.5 KB, or 2 KB with its certificate. */
const MAX_BYTES = 262_144;

/** In ms. A function at the edge has 5 s in all, and what a request waits for must leave time for its answer. */
export interface FetchTimes {
  /** For one answer. */
  readonly answerMs: number;
  /** For all of a fetcher's answers together. */
  readonly deadlineMs: number;
}

export const FETCH_TIMES: FetchTimes = { answerMs: 2_000, deadlineMs: 3_500 };

/** Why an answer is of no use: its code is logged, nothing that it says. */
export class UselessAnswer extends Error {
  override readonly name = 'UselessAnswer';
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

export interface JsonFetcher {
  /**
   * Gets JSON. There are no redirects: what the URL is decides whom we believe.
   *
   * @throws Error when there is no answer in time, or it is no JSON, or too much.
   */
  get(url: string): Promise<unknown>;
  close(): void;
}

/**
 * Not `fetch`: the AWS SDK has loaded these modules already, and a guard's share of a processor is small. The connection is
 * kept for a second request to the same host, but not longer: a function is frozen between requests, and wakes up with
 * connections that are dead.
 */
export function jsonFetcher({ answerMs, deadlineMs }: FetchTimes): JsonFetcher {
  const deadline = AbortSignal.timeout(deadlineMs);
  const options = { keepAlive: true, maxSockets: 1 };
  const https = new HttpsAgent(options);
  const http = new HttpAgent(options);
  return {
    async get(url) {
      const signal = AbortSignal.any([deadline, AbortSignal.timeout(answerMs)]);
      try {
        const response = await new Promise<IncomingMessage>((resolve, reject) => {
          const given = { headers: { accept: 'application/json' }, signal };
          const request = url.startsWith('https:')
            ? httpsRequest(url, { ...given, agent: https }, resolve)
            : httpRequest(url, { ...given, agent: http }, resolve);
          request.on('error', reject).end();
        });
        if (response.statusCode !== 200) throw new UselessAnswer(`HTTP_${response.statusCode}`);
        return JSON.parse(await text(bounded(response)));
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        // A parser's message quotes what it was given.
        throw error instanceof SyntaxError ? new UselessAnswer('NO_JSON') : error;
      }
    },
    close() {
      https.destroy();
      http.destroy();
    },
  };
}

async function* bounded(response: IncomingMessage): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of response) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new UselessAnswer('TOO_LARGE');
    yield chunk;
  }
}
