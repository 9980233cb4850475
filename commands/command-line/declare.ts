import { type Command, Option } from 'commander';

export function stageOption(): Option {
  return new Option('--stage <name>', 'the stage in stagepass.config.ts').default('dev');
}

/** For commands that look at the stage's stacks. */
export function stackOption(): Option {
  return new Option('--stack <name>', 'the stack of your own that the stage is in, where Stagepass was put into one');
}

export function dryRunOption(): Option {
  return new Option('--dry-run', 'look, and change nothing');
}

/** An option that may be given several times. */
export function listOption(flags: string, description: string): Option {
  const collect = (value: string, before: readonly string[]) => [...before, value];
  return new Option(flags, description).argParser(collect).default([], 'none');
}

/** Adds examples to the command's help. @param lines each works as it is written. */
export function examples(command: Command, lines: readonly string[]): void {
  command.addHelpText('after', ['', 'Examples:', ...lines.map((line) => `  ${line}`)].join('\n'));
}
