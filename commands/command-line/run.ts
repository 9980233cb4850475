import { CommanderError } from 'commander';
import { exitCodeOf, explain } from '../errors.ts';
import { shownLines } from '../shown-text.ts';
import { askedFor, programFor } from './program.ts';

/** Does what the arguments say. An error is one line, and the process ends with its exit code. */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  // Whoever reads the output, such as head, may have had enough of it.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  const asked = askedFor(args);
  // On an older Node, this never returns.
  if (asked !== undefined && !asked.onOlderNode) await import('../../bin/node-version.mjs');
  try {
    const program = await programFor(args);
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return;
    // Commands in commands, of which none is named: the help is printed.
    if (error instanceof CommanderError && error.code === 'commander.help') process.exit(exitCodeOf(error));
    process.stderr.write(`${shownLines(explain(error, asked?.name))}\n`);
    // At once: what a command has started may keep the process alive.
    process.exit(exitCodeOf(error));
  }
}
