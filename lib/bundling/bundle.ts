import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { BuildOptions, Metafile } from 'esbuild';
import { isPackage } from '../root.ts';
import type * as tasks from './bundler.ts';

type Tasks = typeof tasks;

/** What the bundler's thread answers. */
export type Answer<T = unknown> = { readonly result: T } | { readonly error: Error };

interface Bundler {
  readonly port: MessagePort;
  /** The thread sets it to 1 when its answer is there. */
  readonly answered: Int32Array;
}

let started: Bundler | undefined;

/** Longer than a slow machine takes for the largest bundle. A thread that died never answers. */
const TIMEOUT_MS = 120_000;

/** Starts the bundler's thread, so that it gets ready while this one does something else. The package has none. */
export function startBundler(): void {
  if (!isPackage) started ??= start();
}

function start(): Bundler {
  const { port1: port, port2: its } = new MessageChannel();
  const answered = new Int32Array(new SharedArrayBuffer(4));
  const thread = new Worker(new URL('bundler-thread.mjs', import.meta.url), {
    workerData: { port: its, answered },
    transferList: [its],
  });
  thread.unref();
  return { port, answered };
}

/** Has the bundler's thread do a task. Synchronous, since CDK doesn't wait for promises here. */
function inThread<Name extends keyof Tasks>(
  task: Name,
  ...args: Parameters<Tasks[Name]>
): Awaited<ReturnType<Tasks[Name]>> {
  started ??= start();
  const { port, answered } = started;
  Atomics.store(answered, 0, 0);
  port.postMessage({ task, args });
  if (Atomics.wait(answered, 0, 0, TIMEOUT_MS) === 'timed-out')
    throw new Error(`the bundler gave no answer in ${TIMEOUT_MS / 1_000} s: try again, with less else running`);
  const { message } = receiveMessageOnPort(port) as { message: Answer<Awaited<ReturnType<Tasks[Name]>>> };
  if ('error' in message) throw message.error;
  return message.result;
}

/**
 * Bundles with esbuild, without the modules in left-out.ts.
 *
 * @returns what the bundle holds, if the options ask for a metafile.
 * @throws Error of esbuild, or of a bundler that doesn't load.
 */
export function bundle(options: BuildOptions): Metafile | undefined {
  return inThread('buildFunction', options);
}

/** The files that consoles are put together from, by name: see lib/console/build-parts.ts. */
export function bundleConsoleParts(): ReadonlyMap<string, string> {
  return inThread('buildConsoleParts');
}
