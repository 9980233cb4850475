/*
 * Calls a function many times in a process of its own, where nothing else allocates or logs. Run as
 * `node calls-process.ts MODULE EXPORT [silent]`; every message asks for a number of calls with an event. With `silent`,
 * log lines aren't written, since the time of a system call depends on the machine.
 */
import { pathToFileURL } from 'node:url';
import type { Calls, CallsTook } from './warm.ts';

const [, , module = '', exported = '', silent] = process.argv;
if (silent !== undefined) process.stdout.write = () => true;
const loaded: Record<string, (event: unknown) => unknown> = await import(pathToFileURL(module).href);
const call = loaded[exported];
if (call === undefined) throw new Error(`${module} exports no ${exported}`);

process.on('message', ({ event, count }: Calls) => {
  void take(event, count);
});
process.on('disconnect', () => process.exit());

async function take(event: unknown, count: number): Promise<void> {
  let answer: unknown;
  const cpuBefore = process.cpuUsage();
  const startedAt = process.hrtime.bigint();
  for (let made = 0; made < count; made += 1) answer = await call?.(event);
  const wallUs = Number(process.hrtime.bigint() - startedAt) / 1e3;
  const cpu = process.cpuUsage(cpuBefore);
  const took: CallsTook = { wallUs: wallUs / count, cpuUs: (cpu.user + cpu.system) / count, answer };
  process.send?.(took);
}
