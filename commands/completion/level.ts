import type { Command } from 'commander';

/** What can follow a command on the command line. */
export interface Level {
  /** The names of the commands so far: `users block`, or '' for none. */
  readonly path: string;
  /** Commands, options, and the values of arguments that have a few, each with what it does. */
  readonly words: readonly (readonly [word: string, description: string])[];
  /** Options that a value follows. */
  readonly valued: readonly string[];
}

/** Those of a command and of all commands in it. */
export function levelsOf(command: Command, path: readonly string[] = []): Level[] {
  const help = command.createHelp();
  const options = [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)];
  const commands = help.visibleCommands(command);
  const choices = command.registeredArguments.flatMap(({ argChoices = [], description }) =>
    argChoices.map((choice) => [choice, description] as const),
  );
  const level: Level = {
    path: path.join(' '),
    words: [
      ...commands.map((each) => [each.name(), help.subcommandDescription(each)] as const),
      ...choices,
      ...options.map(({ long, description }) => [long ?? '', description] as const),
    ],
    valued: options.flatMap(({ long, required }) => (required && long ? [long] : [])),
  };
  return [level, ...command.commands.flatMap((each) => levelsOf(each, [...path, each.name()]))];
}
