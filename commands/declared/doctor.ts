import type { Command } from 'commander';
import { examples } from '../command-line/declare.ts';
import type { DoctorOptions } from '../doctor.ts';
import { findProject } from '../project.ts';

export function declare(command: Command): void {
  command
    .description(
      'Check a project: its packages, cdk.json, .env and every stage of its configuration. Then say what has changed since the state that stagepass.lock.json remembers: defaults with another value, and what a deployment would add, remove, replace or update. It asks nothing of AWS. To upgrade: npm update stagepass, then this.',
    )
    .option('--stage <name>', 'look at this stage only (default: all)')
    .option('--accept', 'remember the present state in stagepass.lock.json')
    .option('--json', 'print JSON')
    .action(async ({ json, ...options }: DoctorOptions & { readonly json?: boolean }) => {
      const project = await findProject();
      const [{ doctor }, { report }] = await Promise.all([import('../doctor.ts'), import('../doctor/report.ts')]);
      const diagnosis = await doctor(project, options);
      process.stdout.write(json ? `${JSON.stringify(diagnosis, null, 2)}\n` : report(diagnosis));
      if (!diagnosis.ok) process.exitCode = 1;
    });
  examples(command, [
    'npx stagepass doctor',
    'npm update stagepass && npx stagepass doctor',
    'npx stagepass doctor --accept',
    'npx stagepass doctor --json',
  ]);
}
