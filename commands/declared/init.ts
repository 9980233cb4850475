import type { Command } from 'commander';
import { providers } from '../../lambda/providers.ts';
import { examples } from '../command-line/declare.ts';
import { DEFAULT_REGION } from '../init/answers.ts';
import { signInNames } from '../init/sign-ins.ts';
import type { InitOptions } from '../init.ts';

export function declare(command: Command): void {
  command
    .argument('[folder]', 'where to make it; the present folder by default', '.')
    .description(
      'Make a project of your own: a configuration, the CDK’s app, package.json, a workflow for pull requests. In a folder that has a package.json, it adds what is missing there. It changes no other file that is there: those it names, with what to do by hand. Where cdk.json runs an app of yours, that one makes the stacks: it says the lines to add.',
    )
    .option('--providers <names>', `which providers, with commas between: ${providers.map(({ id }) => id).join(', ')}`)
    .option('--region <region>', `where APIs and functions run (default: ${DEFAULT_REGION})`)
    .option('--origins <origins>', 'the pages that may ask, with commas between: https://app.example.com')
    .option('--sign-in <name>', `whose tokens users ask with: ${signInNames.join(', ')}`)
    .option('--name <name>', 'the name in a new package.json (default: that of the folder)')
    .option('--package <spec>', 'what package.json says of stagepass, such as file:../stagepass-0.2.0.tgz')
    .option('--install', 'install the packages, too')
    .option('--yes', 'ask nothing: what no option says has its default')
    .action(async (folder: string, options: InitOptions) => {
      const { init } = await import('../init.ts');
      await init(folder, options, (text) => process.stdout.write(text));
    });
  examples(command, [
    'npx stagepass init my-tokens',
    'npx stagepass init . --providers agora,livekit --region eu-west-1 --yes',
    'npx stagepass init . --providers livekit --sign-in auth0 --origins https://app.example.com --yes --install',
  ]);
}
