import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { BuildOptions, Metafile } from 'esbuild';
import type { BundleResult } from './bundler.ts';

/** The bundler's thread sets it to 1 when its answer is there. */
const answered = new Int32Array(new SharedArrayBuffer(4));
const { port1: ours, port2: its } = new MessageChannel();
let bundler: Worker | undefined;

/** Longer than a slow machine takes for the largest bundle. A bundler that crashed never answers. */
const TIMEOUT_MS = 120_000;

/** Starts the bundler's thread, so that it gets ready while this one does something else. */
export function startBundler(): void {
  bundler ??= new Worker(new URL('bundler.ts', import.meta.url), {
    workerData: { port: its, answered },
    transferList: [its],
  });
  bundler.unref();
}

/**
 * Bundles with esbuild, without the modules in left-out.ts. Synchronous, since CDK doesn't wait for promises here.
 *
 * @returns what the bundle holds, if the options ask for a metafile.
 * @throws Error of esbuild, or when the bundler doesn't answer.
 */
export function bundle(options: BuildOptions): Metafile | undefined {
  startBundler();
  Atomics.store(answered, 0, 0);
  ours.postMessage(options);
  if (Atomics.wait(answered, 0, 0, TIMEOUT_MS) === 'timed-out')
    throw new Error(`the bundler gave no answer in ${TIMEOUT_MS / 1_000} s: try again, with less else running`);
  const { message } = receiveMessageOnPort(ours) as { message: BundleResult };
  const { metafile, error } = message;
  if (error !== undefined) throw error;
  return metafile;
}
