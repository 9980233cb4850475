/** Aborted when a person, or the system, ends this process. */
export function endingSignal(): AbortSignal {
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ending.abort());
  if (process.env.npm_lifecycle_event !== undefined) onParentsEnd(() => ending.abort());
  return ending.signal;
}

/** npm starts this in a shell that doesn't pass SIGTERM on. So this process ends when the shell has ended. */
function onParentsEnd(end: () => void): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) end();
  }, 250).unref();
}
