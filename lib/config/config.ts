import * as v from 'valibot';
import { StageConfig, type StageInput } from './stage.ts';

export type StagepassConfig = Readonly<Record<string, StageInput>>;

/** The configuration, or the list of providers, is wrong. The message says where, and what to put there. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** A stage's name is part of the names of stacks and secrets. */
const STAGE_NAME = /^[a-z][a-z0-9-]{0,19}$/;

/** How many faults are told: hundreds of callers that are made by one line of code have the same one. */
const MOST_LINES = 20;

/**
 * The stage's configuration, checked and with its defaults.
 *
 * @throws ConfigError with the wrong paths and what was expected there, or with the names of the stages.
 */
export function selectStage(config: StagepassConfig, name: string): StageConfig {
  if (!Object.hasOwn(config, name)) {
    throw new ConfigError(`there is no stage "${name}"; stagepass.config.ts has: ${Object.keys(config).join(', ')}`);
  }
  if (!STAGE_NAME.test(name)) {
    throw new ConfigError(
      `stage "${name}": expected a name of 1 to 20 small letters, digits and hyphens, letter first`,
    );
  }
  const parsed = v.safeParse(StageConfig, config[name]);
  if (parsed.success) return parsed.output;
  const lines = parsed.issues.map((issue) => {
    const path = [name, v.getDotPath(issue)].filter(Boolean).join('.');
    return `  ${path}: expected ${issue.message}${found(issue)}`;
  });
  const more = lines.length - MOST_LINES;
  const shown = more > 0 ? [...lines.slice(0, MOST_LINES), `  and ${more} more`] : lines;
  throw new ConfigError(`stagepass.config.ts is not right:\n${shown.join('\n')}`);
}

/** The wrong value, where it helps: not for a missing or unknown key, a whole section, or a private key in a wrong place. */
function found({ expected, input }: v.BaseIssue<unknown>): string {
  const isSecret = typeof input === 'string' && /PRIVATE KEY/i.test(input);
  return input === undefined || typeof input === 'object' || expected === 'never' || isSecret
    ? ''
    : `, but got ${JSON.stringify(input)}`;
}
