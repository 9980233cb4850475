// The bundler's thread: see bundle.ts. The thread that asks is blocked until there is an answer, so it can't notice that
// this one failed. A bundler that doesn't load is therefore an answer, too.
import { workerData } from 'node:worker_threads';

const { port, answered } = workerData;

const loading = import('./bundler.ts');
// Without this, a failure before the first task would end the process.
loading.catch(() => {});

port.on('message', async ({ task, args }) => {
  const answer = await loading
    .then((tasks) => tasks[task](...args))
    .then((result) => ({ result }))
    .catch((error) => ({ error }));
  port.postMessage(answer);
  Atomics.store(answered, 0, 1);
  Atomics.notify(answered, 0);
});
