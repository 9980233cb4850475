import { Argument, type Command, Option } from 'commander';
import { providers } from '../../lambda/providers.ts';
import type { GivenOptions } from '../../lambda/shared/providers/secret-maker.ts';
import { dryRunOption, examples, listOption, stackOption, stageOption } from '../command-line/declare.ts';
import { findProject } from '../project.ts';
import { secretMakers } from '../secrets/secret-makers.ts';

export function declare(secrets: Command): void {
  secrets
    .addArgument(new Argument('<provider>', 'whose keys they are').choices(providers.map(({ id }) => id)))
    .description(
      'Store a provider’s keys: those that .env or the environment gives; it asks for the others. Nothing secret is printed. It needs AWS credentials that may read the outputs of the stage’s API stack and write its secrets, and read them where one is made of another.',
    )
    .option('--project <name>', 'the project, where the stage has several of the provider (default: default)')
    .addOption(stageOption())
    .addOption(stackOption())
    .addOption(dryRunOption())
    .option('--json', 'with --dry-run: print JSON: {secret, keys: [{field, variable, isGiven}], dryRun}');
  for (const { provider, flag, maker } of secretMakers) {
    secrets.option(`--${flag}`, `for ${provider}: ${maker.description}`);
    for (const [name, { value, description, multiple }] of Object.entries(maker.options)) {
      const [flags, what] = [`--${name} <${value}>`, `with --${flag}: ${description}`];
      secrets.addOption(multiple ? listOption(flags, what) : new Option(flags, what));
    }
  }
  secrets.action(async (provider: string) => {
    const { readSecretsArguments } = await import('../secrets/arguments.ts');
    const { fillSecret } = await import('../secrets.ts');
    await fillSecret(await findProject(), readSecretsArguments(provider, givenTo(secrets)));
  });
  examples(secrets, [
    'npx stagepass secrets agora --stage prod',
    'npx stagepass secrets agora --stage prod --dry-run',
    ...secretMakers.map(
      ({ provider, flag, maker }) => `npx stagepass secrets ${provider} --${flag} ${maker.example} --stage prod`,
    ),
  ]);
}

/** By the names that they have on the command line. */
export function givenTo(command: Command): GivenOptions {
  return Object.fromEntries(
    command.options.map((option) => [option.name(), command.getOptionValue(option.attributeName())]),
  );
}
