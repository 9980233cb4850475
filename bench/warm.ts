import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Calls {
  readonly event: unknown;
  readonly count: number;
}

/** The time of a call, in µs, and the answer of the last one. */
export interface CallsTook {
  readonly wallUs: number;
  /** The CPU time of all of the process's threads, which doesn't grow when other processes use the machine. */
  readonly cpuUs: number;
  readonly answer: unknown;
}

/** How often something is called before it is measured, so that its code is compiled. */
export const WARM_UP = 20_000;
/** The same for requests that call a provider's stand-in each time. */
export const SHORT_WARM_UP = 1_000;

/** The length of a round: long enough for many garbage collections, so that every round has its share of them. */
export const ROUND_MS = 200;

/** How many processes take rounds in turn: each one compiles the code a little differently. */
export const PROCESSES = 4;

export interface Warm {
  readonly round: () => Promise<CallsTook>;
  readonly answer: unknown;
}

/** Warms processes that do the same, and has them take rounds in turn. */
export async function warmInTurn(processes: readonly CallingProcess[], event: unknown, warmUp: number): Promise<Warm> {
  const warm: Warm[] = [];
  for (const each of processes) warm.push(await each.warm(event, warmUp));
  let turn = 0;
  const round = () => {
    turn += 1;
    return (warm[turn % warm.length] as Warm).round();
  };
  return { round, answer: warm[0]?.answer };
}

/** A process that calls one function when it is asked to. */
export class CallingProcess {
  readonly #process: ChildProcess;

  /** @param options `silent`: what is written to stdout goes nowhere, without a system call. */
  constructor(
    module: string,
    exported: string,
    environment: Readonly<Record<string, string>>,
    { silent = false }: { readonly silent?: boolean } = {},
  ) {
    const args = [module, exported, ...(silent ? ['silent'] : [])];
    this.#process = fork(fileURLToPath(new URL('calls-process.ts', import.meta.url)), args, {
      env: environment,
      // A log line is written, as in Lambda, to where nobody reads it.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
  }

  /** @returns a round of so many calls as its time has room for, and the answer that they gave. */
  async warm(event: unknown, warmUp: number): Promise<Warm> {
    await this.#call({ event, count: warmUp });
    const { wallUs, answer } = await this.#call({ event, count: Math.ceil(warmUp / 10) });
    const count = Math.ceil((ROUND_MS * 1_000) / wallUs);
    return { round: () => this.#call({ event, count }), answer };
  }

  close(): void {
    this.#process.kill('SIGKILL');
  }

  async #call(calls: Calls): Promise<CallsTook> {
    const gone = new AbortController();
    const exit = once(this.#process, 'exit', { signal: gone.signal }).then(() => {
      throw new Error('a process that was measured ended');
    });
    try {
      this.#process.send(calls);
      const [took] = await Promise.race([once(this.#process, 'message', { signal: gone.signal }), exit]);
      return took as CallsTook;
    } finally {
      gone.abort();
      exit.catch(() => {});
    }
  }
}
