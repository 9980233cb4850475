import type { Command } from 'commander';
import { programFor } from '../../commands/command-line/program.ts';

/**
 * What a command gets of these arguments, without doing it: its own arguments and its options.
 *
 * @throws what the command line throws.
 */
export async function parsedCommand(
  ...args: readonly string[]
): Promise<{ args: string[]; options: Record<string, unknown>; command: Command }> {
  const program = await programFor(args);
  let parsed: Command | undefined;
  const instead = (command: Command) => {
    for (const each of command.commands) instead(each);
    if (command !== program && command.commands.length === 0) {
      command.action(() => {
        parsed = command;
      });
    }
  };
  instead(program);
  await program.parseAsync(args, { from: 'user' });
  if (parsed === undefined) throw new Error('these arguments name no command');
  return { args: parsed.processedArgs, options: parsed.opts(), command: parsed };
}
