import { Command } from 'commander';
import { ownManifest } from '../manifest.ts';
import { commands, type ListedCommand } from './list.ts';
import { refuseMistakes } from './mistakes.ts';

/** What all commands end with. */
const EXIT_CODES = `
Exit codes:
  0  it is done, and nothing is wrong
  1  it failed, or found something wrong
  2  it was used wrongly, or nothing could be asked`;

/**
 * The command line as a tree of commands.
 *
 * @param loaded which of them have arguments, options and actions; the others have only names and summaries.
 */
export async function programWith(loaded: readonly ListedCommand[]): Promise<Command> {
  const program = new Command('stagepass');
  program
    .description('Short-lived tokens for real-time media from your own AWS account.')
    .version(ownManifest.version, '--version', 'print the version')
    .helpOption('-h, --help', 'print the help of a command')
    .option('--no-color', 'print no colours; NO_COLOR in the environment says the same')
    .showHelpAfterError(false)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: () => {} })
    .exitOverride()
    .addHelpText('after', EXIT_CODES);
  program.on('option:no-color', () => {
    process.env.NO_COLOR = '1';
    delete process.env.FORCE_COLOR;
  });
  for (const listed of commands) {
    const command = program.command(listed.name).description(listed.summary);
    if (loaded.includes(listed)) (await listed.load()).declare(command);
    if (command.commands.length > 0) command.helpCommand(false);
  }
  return program;
}

/** The same, made ready to parse these arguments: with the command that they ask for. */
export async function programFor(args: readonly string[]): Promise<Command> {
  const asked = askedFor(args);
  const program = await programWith(asked === undefined ? [] : [asked]);
  refuseMistakes(program, args, process.env);
  return program;
}

/** The command that the arguments name: `stagepass help start` is about start, too. */
export function askedFor(args: readonly string[]): ListedCommand | undefined {
  const [first, second] = args.filter((arg) => !arg.startsWith('-'));
  const name = first === 'help' ? second : first;
  return commands.find((listed) => listed.name === name);
}
