import { Agent, request } from 'node:http';

export interface Load {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly requests: number;
  readonly concurrency: number;
}

export interface Loaded {
  readonly seconds: number;
  readonly requestsPerSecond: number;
  /** Status → how many; 0 for a connection that failed. */
  readonly byStatus: ReadonlyMap<number, number>;
}

/** Sends the same request many times. `concurrency` requests are under way at any time. */
export async function load({ url, headers, requests, concurrency }: Load): Promise<Loaded> {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const byStatus = new Map<number, number>();
  let left = requests;
  const startedAt = performance.now();
  async function client(): Promise<void> {
    while (left > 0) {
      left -= 1;
      const status = await ask(url, headers, agent);
      byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
    }
  }
  await Promise.all(Array.from({ length: concurrency }, client));
  agent.destroy();
  const seconds = (performance.now() - startedAt) / 1_000;
  return { seconds, requestsPerSecond: requests / seconds, byStatus };
}

function ask(url: string, headers: Readonly<Record<string, string>>, agent: Agent): Promise<number> {
  return new Promise((resolve) => {
    const sent = request(url, { headers, agent }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
      answer.on('error', () => resolve(0));
    });
    sent.on('error', () => resolve(0));
    sent.end();
  });
}
