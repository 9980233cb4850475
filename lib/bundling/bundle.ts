import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { BuildOptions, Metafile } from 'esbuild';
import type { BundleResult } from './bundler.ts';

/** Waits for this thread's bundler to set it. */
const answered = new Int32Array(new SharedArrayBuffer(4));
const { port1: ours, port2: its } = new MessageChannel();
let bundler: Worker | undefined;

/** Longer than the slowest machine takes for the largest bundle; a bundler that has failed answers never. */
const TIMEOUT_MS = 120_000;

/** Gets the bundler ready while this thread has other things to do. */
export function startBundler(): void {
  bundler ??= new Worker(new URL('bundler.ts', import.meta.url), {
    workerData: { port: its, answered },
    transferList: [its],
  });
  bundler.unref();
}

/**
 * Bundles as esbuild does, without what left-out.ts names, and returns when it is done: CDK doesn't wait.
 *
 * @returns what is in it, where the options ask for that.
 * @throws Error esbuild's own, or that there is no answer.
 */
export function bundle(options: BuildOptions): Metafile | undefined {
  startBundler();
  Atomics.store(answered, 0, 0);
  ours.postMessage(options);
  if (Atomics.wait(answered, 0, 0, TIMEOUT_MS) === 'timed-out') throw new Error('the bundler doesn’t answer');
  const { message } = receiveMessageOnPort(ours) as { message: BundleResult };
  const { metafile, error } = message;
  if (error !== undefined) throw error;
  return metafile;
}
