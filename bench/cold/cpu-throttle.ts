import { Worker } from 'node:worker_threads';
import { INIT_SHARE, shareOf } from './cpu-quota.ts';

/** Gives processes the CPU that Lambda gives to a function. */
export interface CpuThrottle {
  /** The function's process was started: it has a whole core. */
  initBegins(pid: number | undefined): void;
  /** Its handler is loaded: from now on it has what its memory buys. */
  initEnds(pid: number | undefined, memoryMb: number): void;
  /** Before the process ends. */
  release(pid: number | undefined): void;
  close(): Promise<void>;
}

/** @param share undefined: the process is let go. */
export interface Limit {
  readonly pid: number;
  readonly share: number | undefined;
}

/** Whether there is /proc with the CPU time of other processes. */
export const canThrottle = process.platform === 'linux';

/**
 * Stops a process (SIGSTOP) when it has used its quota of CPU time, and lets it go on (SIGCONT) in the next period. That
 * needs no rights, unlike a cgroup. The CPU time is read every millisecond or two, in a thread of its own that nothing
 * else keeps busy. Elsewhere than on Linux nothing is done: every process has all cores, always.
 */
export function startCpuThrottle(): CpuThrottle {
  if (!canThrottle) return { initBegins() {}, initEnds() {}, release() {}, close: async () => {} };
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const thread = new Worker(new URL('cpu-throttle-thread.ts', import.meta.url), { workerData: signal });
  thread.unref();
  const say = (pid: number | undefined, share: number | undefined) => {
    if (pid === undefined) return;
    const limit: Limit = { pid, share };
    thread.postMessage(limit);
    // It sleeps between two looks.
    Atomics.add(signal, 0, 1);
    Atomics.notify(signal, 0);
  };
  return {
    initBegins: (pid) => say(pid, INIT_SHARE),
    initEnds: (pid, memoryMb) => say(pid, shareOf(memoryMb)),
    release: (pid) => say(pid, undefined),
    async close() {
      await thread.terminate();
    },
  };
}
