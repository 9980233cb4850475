import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Clock } from '../clock.ts';
import { type Call, currentWay } from '../request-way.ts';
import type { FunctionSpec } from './function-spec.ts';
import type { WriteLog } from './log.ts';
import type { CallMessage, Invocation, InvocationError, InvocationResult, RuntimeMessage } from './protocol.ts';

const RUNTIME = fileURLToPath(new URL('./runtime.mjs', import.meta.url));

/** How long Lambda lets a function load before its own timeout begins. */
const INIT_TIMEOUT_MS = 10_000;

const STREAMS = ['stdout', 'stderr'] as const;

/** One process of a function: loads its code once, then answers one event at a time. */
export class Instance {
  readonly #spec: FunctionSpec;
  readonly #clock: Clock;
  readonly #log: WriteLog;
  readonly #process: ChildProcess;
  readonly #closed: Promise<void>;
  #alive = true;
  #initialized = false;
  /** Ends the wait for a message: with the process's message, or with the reason why none came. */
  #settle: ((message: RuntimeMessage) => void) | undefined;
  #message: RuntimeMessage | undefined;
  readonly #openLogs = new Set<string>();
  /** Of the request that is handled now. */
  #onCall: ((call: Call) => void) | undefined;

  /** @param environment the whole environment of the process; the runner's own isn't passed on. */
  constructor(spec: FunctionSpec, environment: Readonly<Record<string, string>>, clock: Clock, log: WriteLog) {
    this.#spec = spec;
    this.#clock = clock;
    this.#log = log;
    this.#process = fork(RUNTIME, [spec.taskRoot, spec.handler], {
      cwd: spec.taskRoot,
      env: environment,
      execArgv: [`--max-old-space-size=${spec.memoryMb}`],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of STREAMS) this.#readLog(stream, this.#process[stream] as Readable);
    this.#process.on('message', (message: RuntimeMessage | CallMessage) => {
      if (message.type === 'called') return void this.#onCall?.(message.call);
      this.#message = message;
      this.#settleIfComplete();
    });
    this.#process.once('exit', () => {
      this.#alive = false;
    });
    // 'close' comes after the process has ended and its output is read, also if the process could not start.
    this.#closed = new Promise((resolve) => {
      this.#process.once('close', (code, signal) => {
        this.#fail('Runtime.ExitError', `Runtime exited with error: ${signal ?? `exit status ${code}`}`);
        resolve();
      });
    });
    this.#process.on('error', () => {});
  }

  /** Can it handle another event? Not after a timeout, a crash, or a handler that failed to load. */
  get alive(): boolean {
    return this.#alive;
  }

  /** @param arn the function's, with a version if the caller named one. */
  async invoke(arn: string, event: unknown): Promise<InvocationResult> {
    const requestId = randomUUID();
    const way = currentWay();
    this.#onCall = (call) => way?.called(call);
    if (!this.#initialized) {
      const loaded = await this.#exchange('INIT', INIT_TIMEOUT_MS);
      if (loaded.type === 'failed') {
        await this.end();
        return { ok: false, error: loaded.error };
      }
      this.#initialized = true;
    }
    const { timeoutMs } = this.#spec;
    const answer = await this.#exchange(requestId, timeoutMs, {
      requestId,
      functionArn: arn,
      event: JSON.stringify(event),
      timeoutMs,
    });
    if (answer.type === 'answered') return { ok: true, payload: JSON.parse(answer.payload) };
    if (answer.type === 'failed') return { ok: false, error: answer.error };
    throw new Error('a function’s process said it was ready when it was to answer');
  }

  async end(): Promise<void> {
    this.#alive = false;
    this.#process.kill('SIGKILL');
    await this.#closed;
  }

  /** Waits for the process's next message. Ends the process after the time limit. */
  async #exchange(requestId: string, limitMs: number, invocation?: Invocation): Promise<RuntimeMessage> {
    const message = new Promise<RuntimeMessage>((settle) => {
      this.#settle = settle;
    });
    const cancel = this.#clock.after(limitMs, () => {
      const seconds = (limitMs / 1000).toFixed(2);
      this.#log(this.#spec.logicalId, 'stderr', `${requestId} Task timed out after ${seconds} seconds`);
      this.#fail('Sandbox.Timedout', `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`);
      void this.end();
    });
    if (invocation !== undefined) {
      for (const stream of STREAMS) this.#openLogs.add(`${stream} END RequestId: ${requestId}`);
      this.#process.send(invocation, () => {});
    }
    this.#settleIfComplete();
    return message.finally(cancel);
  }

  #fail(errorType: InvocationError['errorType'], errorMessage: string): void {
    this.#openLogs.clear();
    this.#message = { type: 'failed', error: { errorType, errorMessage } };
    this.#settleIfComplete();
  }

  /** The message is given on after all lines that were written before it have been read. */
  #settleIfComplete(): void {
    if (this.#message === undefined || this.#settle === undefined || this.#openLogs.size > 0) return;
    const [message, settle] = [this.#message, this.#settle];
    this.#message = undefined;
    this.#settle = undefined;
    settle(message);
  }

  #readLog(stream: 'stdout' | 'stderr', from: Readable): void {
    createInterface({ input: from }).on('line', (text) => {
      if (text.startsWith('END RequestId: ')) {
        this.#openLogs.delete(`${stream} ${text}`);
        this.#settleIfComplete();
      } else if (text !== '') {
        this.#log(this.#spec.logicalId, stream, text);
      }
    });
  }
}
