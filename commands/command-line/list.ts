import type { Command } from 'commander';

/** A command, as long as it isn't asked for: `stagepass --help` loads no more of it. */
export interface ListedCommand {
  readonly name: string;
  /** One line, without a full stop. */
  readonly summary: string;
  /** Whether it runs on Node 20, too. All others are handed over to the version that the functions need. */
  readonly onOlderNode?: true;
  readonly load: () => Promise<CommandModule>;
}

/** A file in `commands/declared`. It imports what the command does only when that runs. */
export interface CommandModule {
  /** Adds arguments, options, examples and the action. @param command with its name and its summary. */
  readonly declare: (command: Command) => void;
}

/** All commands, in the order of the help. */
export const commands: readonly ListedCommand[] = [
  {
    name: 'init',
    summary: 'Make a project of your own, or add one to a folder',
    onOlderNode: true,
    load: () => import('../declared/init.ts'),
  },
  {
    name: 'start',
    summary: 'Run a stage on this machine, with no AWS account and no Docker',
    load: () => import('../declared/start.ts'),
  },
  {
    name: 'verify',
    summary: 'Ask a stage what an outsider would, and say what holds',
    load: () => import('../declared/verify.ts'),
  },
  {
    name: 'secrets',
    summary: 'Fill in the providers’ keys of a deployed stage',
    load: () => import('../declared/secrets.ts'),
  },
  {
    name: 'callers',
    summary: 'Shut a caller of a deployed stage out, or let it in again',
    load: () => import('../declared/callers.ts'),
  },
  {
    name: 'users',
    summary: 'Block a signed-in user, or get a token of one',
    load: () => import('../declared/users.ts'),
  },
  {
    name: 'rotate',
    summary: 'Give a secret of a deployed stage a new value now',
    load: () => import('../declared/rotate.ts'),
  },
  {
    name: 'cost',
    summary: 'Compute what a stage costs, and which limits growth meets',
    load: () => import('../declared/cost.ts'),
  },
  {
    name: 'doctor',
    summary: 'Check a project, and say what an upgrade changes',
    load: () => import('../declared/doctor.ts'),
  },
  {
    name: 'openapi',
    summary: 'Write the OpenAPI documents',
    load: () => import('../declared/openapi.ts'),
  },
  {
    name: 'completion',
    summary: 'Print a script that completes commands at the Tab key',
    load: () => import('../declared/completion.ts'),
  },
];
