import { readdirSync, readFileSync } from 'node:fs';

/**
 * The CPU time that a process's threads have had so far, in ms: unlike the time that went by, it doesn't grow while others
 * use the machine.
 *
 * @returns NaN where the system has no /proc to tell it.
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
