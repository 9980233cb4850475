import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { commands } from '../../../commands/command-line/list.ts';
import { packageManagers } from '../../../commands/init/package-manager.ts';
import { diffWorkflow } from '../../../commands/init/workflow.ts';
import { projectRoot } from '../../../lib/root.ts';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
}

const dir = join(projectRoot, '.github', 'workflows');
const ours = readdirSync(dir).map((name) => [name, readFileSync(join(dir, name), 'utf8')] as const);
const theirs = packageManagers.map(
  (packageManager) =>
    [
      `of a project with ${packageManager.name}`,
      diffWorkflow({ stages: ['dev'], packageManager, check: 'npx stagepass doctor' }),
    ] as const,
);

const gitLab = /```yaml\n(cdk-diff:[\s\S]*?)```/.exec(
  // The script has a fence of its own, in quotes.
  readFileSync(join(projectRoot, 'docs', 'continuous-integration.md'), 'utf8').replaceAll('```\\n', "'''\\n"),
)?.[1];

const stepsOf = (text: string) => Object.values((parse(text) as Workflow).jobs).flatMap(({ steps }) => steps);

/** The CDK's own list of its commands and options. */
const cdk = JSON.parse(readFileSync(join(projectRoot, 'node_modules/aws-cdk/lib/cli/cli-type-registry.json'), 'utf8'));

/** Fails where a shell can't read the script, or where it has a command that isn't there. */
function expectRunnable(script: string): void {
  execFileSync('bash', ['-n', '-c', script]);
  const { scripts } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
  for (const [, command = '', rest = ''] of script.matchAll(/\bcdk (synth|diff|\w+)((?: [^\n]*)?)/g)) {
    const known = Object.keys({ ...cdk.globalOptions, ...cdk.commands[command]?.options });
    expect(Object.keys(cdk.commands)).toContain(command);
    const options = [...rest.matchAll(/ --([\w-]+)/g)].map(([, name = '']) => name);
    expect(known).toEqual(expect.arrayContaining(options));
  }
  for (const [, name] of script.matchAll(/\bstagepass (\w+)/g))
    expect(commands.map((each) => each.name)).toContain(name);
  for (const [, name = ''] of script.matchAll(/\bnpm run (\S+)/g)) expect(Object.keys(scripts)).toContain(name);
  for (const [file] of script.matchAll(/^\.ci\/\S+/gm)) expect(existsSync(join(projectRoot, file))).toBe(true);
}

describe.each([...ours, ...theirs])('the workflow %s', (_, text) => {
  it('has commands that are there', () => {
    const scripts = stepsOf(text).flatMap(({ run }) => run ?? []);
    expect(scripts.length).toBeGreaterThan(0);
    for (const script of scripts) expectRunnable(script);
  });

  it('runs no foreign code with rights to write, and has no secret', () => {
    const { on, permissions } = parse(text) as Workflow;
    // The event pull_request_target gives a fork's pull request the rights of a branch.
    expect(Object.keys(on).filter((event) => !['pull_request', 'push'].includes(event))).toEqual([]);
    expect(permissions.contents).toBe('read');
    expect(text).not.toMatch(/secrets\./);
    for (const { uses } of stepsOf(text))
      expect(uses ?? 'actions/x@v1').toMatch(/^(actions|aws-actions)\/[\w-]+@v\d+$/);
    // What a pull request says, such as its branch's name, is no part of a script.
    for (const { run = '' } of stepsOf(text)) expect(run).not.toContain('${{');
  });

  it('takes a role in no pull request of a fork', () => {
    for (const { uses, if: condition } of stepsOf(text)) {
      if (uses?.startsWith('aws-actions/')) expect(condition).toContain("env.OWN_BRANCH == 'true'");
    }
  });
});

it('docs/continuous-integration.md has a job for GitLab whose commands are there', () => {
  const { script } = parse(gitLab ?? '')['cdk-diff'];
  expect(script.length).toBeGreaterThan(4);
  for (const each of script) expectRunnable(each);
});
