/*
 * The thread of `startCpuThrottle`. It never returns to its event loop: timers there come late by a millisecond, and a
 * quota may be as small as that.
 */
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { cpuMs } from '../cpu-time.ts';
import { CpuQuota } from './cpu-quota.ts';
import type { Limit } from './cpu-throttle.ts';
import { monotonicMs } from './monotonic.ts';

interface Limited {
  readonly quota: CpuQuota;
  stopped: boolean;
  againAt: number;
}

const signal: Int32Array = workerData;
const limited = new Map<number, Limited>();

for (;;) {
  const seen = Atomics.load(signal, 0);
  for (;;) {
    const received: { message: Limit } | undefined = receiveMessageOnPort(parentPort as MessagePort);
    if (received === undefined) break;
    take(received.message);
  }
  for (const [pid, each] of limited) {
    if (monotonicMs() >= each.againAt) look(pid, each);
  }
  const next = Math.min(...[...limited.values()].map(({ againAt }) => againAt));
  Atomics.wait(signal, 0, seen, Math.max(0, next - monotonicMs()));
}

function take({ pid, share }: Limit): void {
  const before = limited.get(pid);
  if (share === undefined) {
    limited.delete(pid);
    if (before?.stopped) send(pid, 'SIGCONT');
    return;
  }
  const quota = new CpuQuota(share, monotonicMs(), cpuMs(pid));
  limited.set(pid, { quota, stopped: before?.stopped ?? false, againAt: 0 });
}

function look(pid: number, each: Limited): void {
  const now = monotonicMs();
  const used = cpuMs(pid);
  // It has ended.
  if (Number.isNaN(used)) {
    limited.delete(pid);
    return;
  }
  const { mayRun, againInMs } = each.quota.look(now, used);
  each.againAt = now + againInMs;
  if (mayRun === !each.stopped) return;
  each.stopped = !mayRun;
  send(pid, mayRun ? 'SIGCONT' : 'SIGSTOP');
}

function send(pid: number, name: 'SIGSTOP' | 'SIGCONT'): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended, and is looked at once more.
  }
}
