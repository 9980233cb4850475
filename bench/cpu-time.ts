import { readdirSync, readFileSync } from 'node:fs';

/**
 * The CPU time of all of a process's threads so far, in ms. Unlike elapsed time, it doesn't grow while other processes
 * use the machine.
 *
 * @returns NaN on a system without /proc.
 */
export function cpuMs(pid: number | undefined): number {
  try {
    const tasks = `/proc/${pid}/task`;
    // Its first number is ns on a CPU: https://docs.kernel.org/scheduler/sched-stats.html
    const times = readdirSync(tasks).map((task) => readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]);
    return times.reduce((sum, ns) => sum + Number(ns), 0) / 1e6;
  } catch {
    return Number.NaN;
  }
}
