import type { Command } from 'commander';
import { takenByNpm } from '../../bin/parse-arguments.ts';
import { UsageError } from '../errors.ts';

/**
 * Refuses what commander would take: an option with one value that is given twice, of which it would use the last one;
 * an option as the value of another, whose own value was forgotten; and options that npm took for its own.
 */
export function refuseMistakes(
  command: Command,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): void {
  for (const option of command.options) {
    const flag = option.long ?? '';
    if (!option.required) continue;
    const isList = Array.isArray(option.defaultValue);
    let isGiven = false;
    command.on(`option:${option.name()}`, (value: string) => {
      if (isGiven && !isList) throw new UsageError(`${flag} is given more than once`);
      isGiven = true;
      if (/^-./.test(value) && !args.includes(`${flag}=${value}`)) {
        throw new UsageError(
          `${flag} needs a value, and what follows it looks like an option; ${flag}=VALUE gives one that begins with -`,
        );
      }
    });
  }
  command.hook('preAction', (_, { options }) => {
    for (const option of options) {
      const problem = takenByNpm(option.name(), args, environment);
      if (problem !== undefined) throw new UsageError(problem);
    }
  });
  for (const each of command.commands) refuseMistakes(each, args, environment);
}
