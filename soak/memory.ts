import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Memory in use at one time, in MB. */
export interface Memory {
  /** s since the soak began. */
  readonly at: number;
  /** The heap of this process after a garbage collection. */
  readonly runnerHeap: number;
  /** The memory of all functions' processes together; undefined if `ps` shows none. */
  readonly functions: number | undefined;
}

/** @param at s since the soak began. */
export async function measureMemory(at: number): Promise<Memory> {
  globalThis.gc?.();
  return { at, runnerHeap: process.memoryUsage().heapUsed / 1e6, functions: await functionsTogether() };
}

/** What a function's process runs. */
const RUNTIME = fileURLToPath(new URL('../local/lambda/runtime.mjs', import.meta.url));

async function functionsTogether(): Promise<number | undefined> {
  const listed = await run('ps', ['-A', '-ww', '-o', 'ppid=,rss=,args=']).catch(() => undefined);
  if (listed === undefined) return undefined;
  const kilobytes = listed.stdout
    .split('\n')
    // The bundler's process is a child of this one, too.
    .filter((line) => line.includes(`${RUNTIME} `))
    .map((line) => line.trim().split(/\s+/))
    .filter(([parent]) => Number(parent) === process.pid)
    .map(([, size]) => Number(size));
  if (kilobytes.length === 0) return undefined;
  return kilobytes.reduce((sum, size) => sum + size, 0) / 1e3;
}

/** How memory changed over time. */
export interface Trend {
  readonly first: number;
  readonly last: number;
  /** In MB a minute: the median of the slopes between any two samples, which single outliers don't change. */
  readonly perMinute: number;
  /** The growth at that slope over the whole time, in MB. */
  readonly growth: number;
}

/**
 * Leaves out the first third of the samples, while caches fill and code is compiled.
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
