import { Argument, type Command } from 'commander';
import { examples } from '../command-line/declare.ts';
import { completionScript, SHELLS, type Shell } from '../completion/scripts.ts';

export function declare(completion: Command): void {
  completion
    .addArgument(new Argument('<shell>', 'the shell that reads it').choices(SHELLS))
    .description(
      'Print a script that completes commands and options at the Tab key. It is for the name stagepass: where that is in node_modules alone, alias stagepass="npx stagepass" gives it that name.',
    )
    .action(async (shell: Shell) => {
      const { commands } = await import('../command-line/list.ts');
      const { programWith } = await import('../command-line/program.ts');
      const { levelsOf } = await import('../completion/level.ts');
      process.stdout.write(completionScript(shell, levelsOf(await programWith(commands))));
    });
  examples(completion, [
    'eval "$(npx stagepass completion bash)"',
    'eval "$(npx stagepass completion zsh)"',
    'npx stagepass completion fish | source',
  ]);
}
