import type { Command } from 'commander';
import { commands } from '../command-line/list.ts';
import { programWith } from '../command-line/program.ts';

/** Of the lines that are copied from a terminal. */
const WIDTH = 100;

/** The page of all commands, as their own help tells them. */
export async function commandLinePage(): Promise<string> {
  const program = await programWith(commands);
  return `# The command line

\`npm run docs\` writes this page from the commands’ own help. [operations.md](operations.md) says when each is used.

A command works in the project that it is started in: the nearest folder with a \`stagepass.config.ts\`, the working directory or one above.
None is looked for above the root of the Git repository or the home folder, and one above that belongs to another user isn't run.
\`.env\`, \`certs/\`, \`cdk.json\` and \`cdk.out\` are in that folder, too. \`npx stagepass\` works in a project that has the package, and in a clone
of this repository, where \`npm start\` and \`npm run verify\` are short for two of the commands.

- An error is one line, which says what to do. It never has a stack, a password, a key or a token.
- Colours are for terminals. \`--no-color\` and \`NO_COLOR\` turn them off, and \`FORCE_COLOR\` turns them on.
- With \`--json\`, the standard output is JSON and nothing else.

| exit code | what it means |
| --- | --- |
| 0 | it is done, and nothing is wrong |
| 1 | it failed, or found something wrong: \`verify\` has a row that fails, AWS refused a change |
| 2 | it was used wrongly, or nothing could be asked: an unknown option, no project, a wrong configuration, no AWS credentials |

${program.commands.flatMap((command) => sections(command, 'stagepass', '##')).join('\n\n')}
`;
}

function sections(command: Command, parent: string, heading: string): string[] {
  const name = `${parent} ${command.name()}`;
  return [
    `${heading} ${name}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\``,
    ...command.commands.flatMap((each) => sections(each, name, `${heading}#`)),
  ];
}

function helpOf(command: Command): string {
  let help = '';
  command.configureHelp({ showGlobalOptions: false });
  command.configureOutput({
    writeOut: (text) => {
      help += text;
    },
    getOutHelpWidth: () => WIDTH,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return help.trim();
}
