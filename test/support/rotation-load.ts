import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningAssembly } from '../../local/run-assembly.ts';
import { basic, send } from './stagepass.ts';

export interface LoadOptions {
  /** How many requests are under way at once. */
  readonly loops: number;
  /** Callers by name: the path they ask for, and the secret that holds their password. */
  readonly callers: Readonly<Record<string, { readonly path: string; readonly secret: string }>>;
  /**
   * Whether to send wrong passwords and wrong origin secrets too. Guard and authorizer read the secret again for these,
   * and then not for some seconds. A rotation must wait for that.
   */
  readonly guesses: boolean;
}

export interface Load {
  /** How many requests were answered so far. */
  answered(): number;
  /** Waits until a request is answered that was sent after this call, however long that takes. */
  nextAnswer(): Promise<void>;
  /** Waits until every kind of request is answered once more. */
  round(): Promise<void>;
  /** @returns the wrong answers, and how many requests passed and were refused. */
  end(): Promise<{ readonly wrong: readonly string[]; readonly passed: number; readonly refused: number }>;
}

/** Sends requests that must pass and requests that must not, until it is told to end. */
export function startLoad(
  { url, apis, secretsManager }: RunningAssembly,
  { loops, callers, guesses }: LoadOptions,
): Load {
  const wrong: string[] = [];
  let passed = 0;
  let refused = 0;
  let ended = false;
  const [api] = Object.values(apis);

  const passwordIn = (secret: string): string => JSON.parse(secretsManager.get(secret) ?? '{}').password;
  const held = Object.fromEntries(Object.entries(callers).map(([name, { secret }]) => [name, passwordIn(secret)]));

  async function expectStatus(expected: number, what: string, ...request: Parameters<typeof send>): Promise<void> {
    const { status } = await send(...request);
    if (status === 200) passed += 1;
    else refused += 1;
    if (status !== expected) wrong.push(`${new Date().toISOString()} ${what}: ${status}`);
  }
  const as = (name: string, password: string) => ({ headers: { authorization: basic(name, password) } });

  const rounds = Array.from({ length: loops }, () => 0);
  async function loop(index: number): Promise<void> {
    for (; !ended; rounds[index] = (rounds[index] ?? 0) + 1) {
      for (const [name, { path, secret }] of Object.entries(callers)) {
        await expectStatus(200, `${name}, current password`, url + path, as(name, passwordIn(secret)));
        await expectStatus(200, `${name}, password of the start`, url + path, as(name, held[name] ?? ''));
        if (guesses) await expectStatus(401, `${name}, guess`, url + path, as(name, randomUUID()));
      }
      await expectStatus(401, 'stranger', `${url}/openapi.json`, as('stranger', randomUUID()));
      await expectStatus(403, 'past CloudFront', `${api}/openapi.json`);
      if (!guesses) continue;
      const headers = { 'x-stagepass-origin': randomUUID(), 'x-stagepass-caller': 'client' };
      await expectStatus(403, 'past CloudFront, guess', `${api}/openapi.json`, { headers });
    }
  }
  const looping = rounds.map((_, index) => loop(index));
  /** A request that can't be sent ends its loop with an error: then there is nothing to wait for. */
  async function until(isReached: () => boolean): Promise<void> {
    while (!isReached()) await Promise.race([sleep(5), ...looping]);
  }
  return {
    answered: () => passed + refused,
    // One request of each loop is under way already.
    nextAnswer: () => until(reaches(() => passed + refused, loops + 1)),
    // The round under way may be nearly over, so the one after it must end too.
    round: () => until(reaches(() => rounds[0] ?? 0, 2)),
    async end() {
      ended = true;
      await Promise.all(looping);
      return { wrong, passed, refused };
    },
  };
}

function reaches(count: () => number, more: number): () => boolean {
  const wanted = count() + more;
  return () => count() >= wanted;
}
