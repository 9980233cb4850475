import { type ParseArgsConfig, parseArgs } from 'node:util';

/**
 * Node's parseArgs for a script that npm runs.
 *
 * npm keeps what looks like an option and has no ` -- ` before it: `npm run callers disable web --stage=prod` would shut out
 * dev's caller, and `--dry-run` would change things. It tells scripts what it kept by `npm_config_…`.
 *
 * @throws Error that says what is wrong with the arguments, or that npm kept one.
 */
export function parseArguments<T extends ParseArgsConfig>(
  config: T,
  environment: Readonly<Record<string, string | undefined>> = process.env,
) {
  const args = config.args ?? process.argv.slice(2);
  for (const name of Object.keys(config.options ?? {})) {
    const kept = environment[`npm_config_${name.replaceAll('-', '_')}`];
    const isGiven = args.some((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`));
    if (kept && !isGiven) {
      throw new Error(
        `npm kept --${name} to itself: put -- before the options, as in npm run ${environment.npm_lifecycle_event} -- --${name}`,
      );
    }
  }
  return parseArgs(config);
}
