import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** In MB. */
export interface Memory {
  /** What this process holds once its garbage is collected. */
  readonly runnerHeap: number;
  /** What the largest of the functions' processes takes; undefined where `ps` can't tell. */
  readonly largestFunction: number | undefined;
}

export async function measureMemory(): Promise<Memory> {
  globalThis.gc?.();
  return { runnerHeap: process.memoryUsage().heapUsed / 1e6, largestFunction: await largestChild() };
}

async function largestChild(): Promise<number | undefined> {
  const listed = await run('ps', ['-A', '-o', 'ppid=,rss=,comm=']).catch(() => undefined);
  if (listed === undefined) return undefined;
  const kilobytes = listed.stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([parent, , command]) => Number(parent) === process.pid && command !== 'ps')
    .map(([, size]) => Number(size));
  return kilobytes.length === 0 ? undefined : Math.max(...kilobytes) / 1e3;
}
