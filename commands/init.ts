import { spawnSync } from 'node:child_process';
import { basename, relative, resolve } from 'node:path';
import { UsageError } from './errors.ts';
import { type Answers, checkAnswers, DEFAULT_REGION, nameFrom, providersNamed } from './init/answers.ts';
import { askFor, askWhether, listed } from './init/ask.ts';
import { placeholdersOf } from './init/configuration.ts';
import { carryOut, type Plan, planFor } from './init/plan.ts';
import { NO_SIGN_IN } from './init/sign-ins.ts';
import { shownText } from './shown-text.ts';

export interface InitOptions {
  readonly name?: string;
  /** With commas between them, as the next one. */
  readonly providers?: string;
  readonly origins?: string;
  readonly region?: string;
  readonly signIn?: string;
  /** What package.json says of Stagepass. */
  readonly package?: string;
  readonly install?: boolean;
  /** Asks nothing. */
  readonly yes?: boolean;
}

/**
 * Makes a project in a folder, or adds one to what is there. Nothing that is there is changed but package.json, which gets
 * what it lacks.
 *
 * @param print takes what a person is told.
 * @throws Error that says what is wrong with the answers or with the folder; then nothing is written.
 */
export async function init(
  folder: string,
  options: InitOptions,
  print: (text: string) => void,
  isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true,
): Promise<void> {
  const dir = resolve(folder);
  const mayAsk = options.yes !== true;
  if (mayAsk && !isTerminal) {
    throw new UsageError('init asks questions, and there is no terminal: --yes takes the options and asks nothing');
  }
  const given = givenAnswers(dir, options);
  const answers = mayAsk ? await askFor(given) : withDefaults(given);
  checkAnswers(answers);
  const plan = planFor(dir, answers, {
    userAgent: process.env.npm_config_user_agent,
    nodeVersion: process.versions.node,
    packageSpec: options.package,
  });
  carryOut(plan);
  print(written(plan));
  const { install } = plan.packageManager;
  const isInstalled = options.install ?? (mayAsk && (await askWhether(`Shall ${install} run now?`)));
  if (isInstalled) installIn(dir, install);
  print(whatIsNext(plan, answers, isInstalled));
}

type Given = Partial<Answers> & Pick<Answers, 'name'>;

function givenAnswers(dir: string, { name, providers, region, origins, signIn }: InitOptions): Given {
  return {
    name: name ?? nameFrom(basename(dir)),
    ...(providers !== undefined && { providers: providersNamed(listed(providers)) }),
    ...(region !== undefined && { region }),
    ...(origins !== undefined && { origins: listed(origins) }),
    ...(signIn !== undefined && { signIn }),
  };
}

function withDefaults({ name, providers, region = DEFAULT_REGION, origins = [], signIn = NO_SIGN_IN }: Given): Answers {
  return { name, providers: providers ?? providersNamed([]), region, origins, signIn };
}

function installIn(dir: string, install: string): void {
  const { status, error } = spawnSync(install, { cwd: dir, shell: true, stdio: 'inherit' });
  if (error !== undefined || status !== 0)
    throw new Error(`${install} failed in ${shownText(dir)}; the files are written`);
}

function written({ write, added, kept, isNodeOld, isBelowRepository, toOwnApp }: Plan): string {
  const nodeIsAdded = isNodeOld && write.some(({ path }) => path === 'package.json');
  return [
    ...(write.length === 0 ? ['Everything is there already: nothing was changed.'] : write.map(toldFile)),
    ...(added.length === 0 ? [] : [`  to package.json: ${added.join(', ')}`]),
    ...(kept.length === 0
      ? []
      : ['', 'Left as they are:', ...kept.map(({ path, instead }) => `  ${path}: ${instead}`)]),
    ...(isBelowRepository && toOwnApp === undefined && write.length > 0 ? ['', NO_WORKFLOW] : []),
    ...(toOwnApp === undefined ? [] : ['', OWN_APP, ...toOwnApp.map((line) => `  ${line}`)]),
    ...(nodeIsAdded ? ['', NODE_IS_ADDED] : []),
    '',
  ].join('\n');
}

function toldFile({ path }: Plan['write'][number]): string {
  return `wrote ${path}`;
}

const NO_WORKFLOW = `No workflow was written: GitHub finds those in the repository’s own folder only. The Stagepass documentation’s page
“Continuous integration” says what one does.`;

const OWN_APP = `cdk.json runs a CDK app of your own, so that one makes the stacks, too. Nothing was written for the CDK, and no workflow.
Until your app has these lines, start finds no stage:`;

const NODE_IS_ADDED = `The package node is among the dependencies: commands and functions need Node 24, as Lambda has it, and this machine
has ${process.versions.node}. Scripts and npx find it by themselves. With Node 24 on every machine you can take it out.`;

function whatIsNext(plan: Plan, answers: Answers, isInstalled: boolean): string {
  if (plan.write.length === 0) return '';
  const { dir, packageManager, scripts, isNodeOld, toOwnApp } = plan;
  const { name, execute, install } = packageManager;
  const isConfigured = plan.write.some(({ path }) => path.startsWith('stagepass.config.'));
  const placeholders = isConfigured ? placeholdersOf(answers) : [];
  const way = shownText(relative(process.cwd(), dir));
  // A script of theirs with the same name does something else.
  const start = scripts.start === 'stagepass start' ? `${name} start` : `${execute} stagepass start`;
  const test = scripts.test === 'stagepass doctor' ? `${name} test` : `${execute} stagepass doctor`;
  return [
    '',
    ...(placeholders.length === 0
      ? []
      : [
          'Made up, for you to replace in the configuration before you deploy:',
          ...placeholders.map(({ path, wanted }) => `  ${path}: ${wanted}`),
          '',
        ]),
    'Next:',
    ...(way === '' ? [] : [`  cd ${/^[\w./-]+$/.test(way) ? way : `'${way.replaceAll("'", "'\\''")}'`}`]),
    ...(isInstalled ? [] : [`  ${install}`]),
    ...(isNodeOld && name === 'pnpm'
      ? ['  pnpm approve-builds    # choose node: its install script brings Node 24']
      : []),
    ...(toOwnApp === undefined ? [] : ['  put the lines above into your app']),
    `  ${start}    # the stage on this machine; it prints a curl line`,
    `  ${test}${' '.repeat(Math.max(0, start.length - test.length))}    # checks the project`,
    '',
  ].join('\n');
}
