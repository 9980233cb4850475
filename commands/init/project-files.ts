import { envExampleOf } from '../docs/env-example.ts';
import { testedVersion } from '../manifest.ts';
import type { Answers } from './answers.ts';
import { configurationText, placeholdersOf } from './configuration.ts';
import { featureFlags } from './feature-flags.ts';
import type { Wanted } from './package-json.ts';
import type { PackageManager } from './package-manager.ts';
import { diffWorkflow } from './workflow.ts';

/** Where a project is made. */
export interface Surroundings {
  /** `ts` where the folder’s files are ES modules, else `mts`. */
  readonly extension: 'ts' | 'mts';
  /** Whether the folder has a package.json of its own, to which this one is added. */
  readonly isAddition: boolean;
  readonly packageManager: PackageManager;
  /** What package.json says of Stagepass: `^0.2.0`, or the file that it was packed into. */
  readonly packageSpec: string;
  /** Whether this machine's Node is too old for the commands. */
  readonly isNodeOld: boolean;
  /** Whether the folder is where a repository's workflows are looked for. */
  readonly hasWorkflows: boolean;
  /** Whether its cdk.json runs another app. Then that one makes the stacks. */
  readonly hasOwnApp: boolean;
}

/** A file of a new project. */
export interface ProjectFile {
  readonly path: string;
  readonly text: string;
  /** What to do by hand where another file is there already. */
  readonly instead: string;
}

/** All files but package.json. */
export function projectFiles(answers: Answers, surroundings: Surroundings): ProjectFile[] {
  const { extension, isAddition, packageManager, hasWorkflows, hasOwnApp } = surroundings;
  const config = `stagepass.config.${extension}`;
  const app = `bin/app.${extension}`;
  const files: ProjectFile[] = [
    { path: config, text: configurationText(answers), instead: 'it is yours: nothing is added to it' },
    ...(hasOwnApp
      ? []
      : [
          {
            path: app,
            text: appText(config),
            instead: "in your own CDK app, new Stagepass(app, 'Stagepass', { stage, config }) adds a stage",
          },
          {
            path: 'cdk.json',
            text: json({ app: `node ${app}`, versionReporting: false, context: featureFlags }),
            instead: `its "app" should be "node ${app}"`,
          },
        ]),
    {
      path: '.env.example',
      text: envExampleOf(answers.providers),
      instead: 'the pages of the providers name the variables',
    },
    {
      path: '.gitignore',
      text: ignored.map((line) => `${line}\n`).join(''),
      instead: `it must have: ${ignored.join(' ')}`,
    },
  ];
  // Theirs may need another stage, or a context: it would fail.
  if (hasWorkflows && !hasOwnApp) {
    const workflow = diffWorkflow({
      stages: ['dev'],
      packageManager,
      check: `${packageManager.execute} stagepass doctor`,
    });
    files.push({
      path: '.github/workflows/stagepass.yml',
      text: workflow,
      instead: 'it is yours: nothing is added to it',
    });
  }
  if (isAddition) return files;
  return [
    ...files,
    {
      path: 'tsconfig.json',
      text: json(tsconfig),
      instead: 'allowImportingTsExtensions lets bin/ import the configuration',
    },
    { path: 'README.md', text: readme(answers, surroundings), instead: 'it is yours: nothing is added to it' },
  ];
}

const ignored = ['node_modules/', 'cdk.out/', '.env', '.env.*', '!.env.example', 'certs/', 'dist/openapi/'];

/** Only for editors and for tsc: Node runs the files as they are. */
const tsconfig = {
  compilerOptions: {
    target: 'es2024',
    lib: ['es2024'],
    module: 'nodenext',
    types: ['node'],
    noEmit: true,
    strict: true,
    allowImportingTsExtensions: true,
    verbatimModuleSyntax: true,
    erasableSyntaxOnly: true,
    skipLibCheck: true,
  },
  include: ['*.ts', 'bin'],
};

/** What package.json must have. */
export function wantedPackage({ packageManager, packageSpec, isNodeOld, hasOwnApp }: Surroundings): Wanted {
  return {
    scripts: {
      start: 'stagepass start',
      test: 'stagepass doctor',
      // In an app of theirs, these would be about all its stacks.
      ...(!hasOwnApp && { synth: 'cdk synth --quiet', diff: 'cdk diff', deploy: 'cdk deploy --all' }),
    },
    dependencies: {
      'aws-cdk-lib': testedVersion('aws-cdk-lib'),
      constructs: testedVersion('constructs'),
      stagepass: packageSpec,
    },
    devDependencies: {
      '@types/node': testedVersion('@types/node'),
      'aws-cdk': testedVersion('aws-cdk'),
      ...(isNodeOld && { node: testedVersion('node') }),
    },
    ...(isNodeOld && packageManager.name === 'npm' && { allowScripts: { node: true } }),
  };
}

const MADE_BY_APP =
  '- `stagepass.config` says what to deploy, `bin/app` makes the stacks of it, `cdk.json` tells the CDK so.';
const IN_OWN_APP =
  "- `stagepass.config` says what to deploy. In the CDK app, `new Stagepass(app, 'Tokens', { stage: 'dev', config })` makes the stacks of it.";

/** What is before the rest in a new package.json. */
export function newPackage({ name }: Answers): string {
  return json({ name, version: '0.0.0', private: true, type: 'module' });
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** What makes the stacks in an app that is there. */
export function embeddingLines({ extension }: Pick<Surroundings, 'extension'>): string[] {
  // In two parts: so this file has no line that looks like an import of its own.
  return [
    ['import', "{ Stagepass } from 'stagepass';"].join(' '),
    ['import', `config from '../stagepass.config.${extension}';    // as a file in bin/ finds it`].join(' '),
    "new Stagepass(app, 'Tokens', { stage: 'dev', config });",
  ];
}

function appText(config: string): string {
  // Line by line: so this file has no line that looks like an import of its own.
  return [
    "import { App } from 'aws-cdk-lib';",
    "import { ConfigError, chooseStage, Stagepass } from 'stagepass';",
    `import config from '../${config}';`,
    '',
    'try {',
    '  const app = new App();',
    '  // The stage that `-c stage=NAME` names.',
    '  const { name, notice } = chooseStage(config, app.node.getAllContext());',
    "  new Stagepass(app, 'Stagepass', { stage: name, config });",
    '  if (notice !== undefined) console.error(notice);',
    '} catch (error) {',
    '  if (!(error instanceof ConfigError)) throw error;',
    '  console.error(error.message);',
    '  process.exitCode = 1;',
    '}',
    '',
  ].join('\n');
}

function readme(answers: Answers, surroundings: Surroundings): string {
  const { packageManager, hasOwnApp } = surroundings;
  const { name, install, update, execute } = packageManager;
  const stacks = hasOwnApp ? "'Stagepass-dev-*'" : '--all';
  const placeholders = placeholdersOf(answers);
  const own = placeholders.map(({ path, wanted }) => `- \`${path}\`: ${wanted}`).join('\n');
  return `# ${answers.name}

Short-lived tokens for ${answers.providers.join(', ')} from our own AWS account, by [Stagepass](node_modules/stagepass/README.md).

\`\`\`sh
${install}
${name} start     # the stage on this machine, without an AWS account; it prints a curl line
${name} test      # checks the configuration, and what a deployment would change
\`\`\`

${hasOwnApp ? IN_OWN_APP : MADE_BY_APP}
- Keys for \`start\` go into \`.env\`: copy \`.env.example\`. Without keys it makes tokens that open nothing.
${placeholders.length === 0 ? '' : `\n## Before the first deployment\n\nThese values in the configuration are made up. Put your own there:\n\n${own}\n`}
## Deploy

\`\`\`sh
${execute} cdk bootstrap                       # once for an account and region, and once for us-east-1
${execute} cdk diff
${execute} cdk deploy ${stacks}
${execute} stagepass secrets ${answers.providers[0]} --stage dev    # the provider's keys, typed in or from .env
${execute} stagepass verify --stage dev        # checks the stage from outside
\`\`\`

## Upgrade

\`\`\`sh
${update} stagepass
${execute} stagepass doctor             # what changed its meaning, and what a deployment would change
${execute} cdk deploy ${stacks}
${execute} stagepass doctor --accept    # remembers this state in stagepass.lock.json; commit it
\`\`\`
`;
}
