import { type ParseArgsConfig, parseArgs } from 'node:util';

/**
 * npm takes options without a ` -- ` before them for its own: with `npm run callers disable web --stage=prod` the script
 * would disable a caller of dev, and with `--dry-run` it would really do it. npm sets `npm_config_…` for each of these
 * options, so they can be found.
 *
 * @param name of an option that the script has, without the hyphens.
 * @returns what to do; undefined where npm didn't take it.
 */
export function takenByNpm(
  name: string,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const script = environment.npm_lifecycle_event;
  // npx hands on all that follows the name of the command.
  if (script === 'npx') return undefined;
  const kept = environment[`npm_config_${name.replaceAll('-', '_')}`];
  const isGiven = args.some((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`));
  if (!kept || isGiven) return undefined;
  return `npm took --${name} for its own: put -- before the options, as in npm run ${script} -- --${name}`;
}

/**
 * Node's parseArgs for a script that npm runs.
 *
 * An option with one value is refused when it is given twice: parseArgs would silently take the last one.
 *
 * @throws Error that says what is wrong with the arguments, or which option npm took.
 */
export function parseArguments<T extends ParseArgsConfig>(
  config: T,
  environment: Readonly<Record<string, string | undefined>> = process.env,
) {
  const args = config.args ?? process.argv.slice(2);
  for (const name of Object.keys(config.options ?? {})) {
    const problem = takenByNpm(name, args, environment);
    if (problem !== undefined) throw new Error(problem);
  }
  const given = new Set<string>();
  for (const token of parseArgs({ ...config, tokens: true }).tokens ?? []) {
    if (token.kind !== 'option' || token.value === undefined) continue;
    const { name } = token;
    if (given.has(name) && !config.options?.[name]?.multiple) throw new Error(`--${name} is given more than once`);
    given.add(name);
  }
  return parseArgs(config);
}
