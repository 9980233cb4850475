const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

const EVERY_MS = 100;

/** Where progress is shown: a terminal has a line that moves, and anything else a line a step. */
export type ProgressOutput = Pick<NodeJS.WriteStream, 'write'> & { readonly isTTY?: boolean };

/**
 * Shows what is done, and how long it took.
 *
 * @param step such as `Synthesizing dev`.
 * @param done what to say of the result; undefined for nothing.
 */
export async function inProgress<T>(
  step: string,
  work: () => Promise<T>,
  done: (result: T, seconds: string) => string | undefined,
  output: ProgressOutput = process.stderr,
): Promise<T> {
  const start = performance.now();
  const seconds = () => ((performance.now() - start) / 1000).toFixed(1);
  const stop = output.isTTY ? moving(() => `${step} … ${seconds()} s`, output) : standing(`${step} …`, output);
  try {
    const result = await work();
    stop();
    const said = done(result, seconds());
    if (said !== undefined) output.write(`${said}\n`);
    return result;
  } catch (error) {
    stop();
    throw error;
  }
}

function moving(text: () => string, output: ProgressOutput): () => void {
  let frame = 0;
  const draw = () => {
    output.write(`\r\x1b[2K${FRAMES[frame++ % FRAMES.length]} ${text()}`);
  };
  draw();
  const timer = setInterval(draw, EVERY_MS);
  return () => {
    clearInterval(timer);
    output.write('\r\x1b[2K');
  };
}

function standing(text: string, output: ProgressOutput): () => void {
  output.write(`${text}\n`);
  return () => {};
}
