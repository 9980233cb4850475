import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Calls {
  readonly event: unknown;
  readonly count: number;
}

/** What a call took, in µs, and what the last one gave. */
export interface CallsTook {
  readonly wallUs: number;
  /** Of all of the process's threads: nothing else on the machine can make it longer by being in the way. */
  readonly cpuUs: number;
  readonly answer: unknown;
}

/** Compiled and settled after this many. */
const WARM_UP_CALLS = 20_000;
const CALLS = 2_000;

/** A process that calls one function when it is asked to. */
export class Caller {
  readonly #process: ChildProcess;

  constructor(module: string, exported: string, environment: Readonly<Record<string, string>>) {
    this.#process = fork(fileURLToPath(new URL('calls-process.ts', import.meta.url)), [module, exported], {
      env: environment,
      // A log line is written, as in Lambda, to where nobody reads it.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
  }

  async warmUp(event: unknown): Promise<CallsTook> {
    return this.#call({ event, count: WARM_UP_CALLS });
  }

  async take(event: unknown): Promise<CallsTook> {
    return this.#call({ event, count: CALLS });
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
