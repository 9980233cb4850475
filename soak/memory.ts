import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Once at a time, in MB. */
export interface Memory {
  /** s since the soak began. */
  readonly at: number;
  /** What this process holds once its garbage is collected. */
  readonly runnerHeap: number;
  /** What the functions' processes take together; undefined where `ps` can't tell. */
  readonly functions: number | undefined;
}

/** @param at s since the soak began. */
export async function measureMemory(at: number): Promise<Memory> {
  globalThis.gc?.();
  return { at, runnerHeap: process.memoryUsage().heapUsed / 1e6, functions: await functionsTogether() };
}

/** The bundler's process is a child of this one, too, and none of the functions'. */
const RUNTIME = /\/local\/lambda\/runtime\.ts /;

async function functionsTogether(): Promise<number | undefined> {
  const listed = await run('ps', ['-A', '-ww', '-o', 'ppid=,rss=,args=']).catch(() => undefined);
  if (listed === undefined) return undefined;
  const kilobytes = listed.stdout
    .split('\n')
    .filter((line) => RUNTIME.test(line))
    .map((line) => line.trim().split(/\s+/))
    .filter(([parent]) => Number(parent) === process.pid)
    .map(([, size]) => Number(size));
  return kilobytes.reduce((sum, size) => sum + size, 0) / 1e3;
}

/** How memory went over a while. */
export interface Trend {
  readonly first: number;
  readonly last: number;
  /** MB a minute: the median of the slopes between any two samples, which no single garbage collection bends. */
  readonly perMinute: number;
  /** What it would have grown by at that slope over the time that was looked at, in MB. */
  readonly growth: number;
}

/**
 * The first third of the samples is left out: caches fill and code is compiled then.
 *
 * @returns undefined for fewer than three samples after that.
 */
export function trend(samples: readonly { readonly at: number; readonly megabytes: number }[]): Trend | undefined {
  const settled = samples.slice(Math.floor(samples.length / 3));
  const [first, last] = [settled[0], settled.at(-1)];
  if (settled.length < 3 || first === undefined || last === undefined) return undefined;
  const slopes = settled
    .flatMap((a, index) => settled.slice(index + 1).map((b) => (b.megabytes - a.megabytes) / (b.at - a.at)))
    .toSorted((a, b) => a - b);
  const slope = slopes[Math.floor(slopes.length / 2)] ?? 0;
  return {
    first: first.megabytes,
    last: last.megabytes,
    perMinute: slope * 60,
    growth: slope * (last.at - first.at),
  };
}
