import * as v from 'valibot';
import { StageConfig, type StageInput } from './stage.ts';

export type StagepassConfig = Readonly<Record<string, StageInput>>;

/** The configuration is not right; the message says where and what to put there. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Types a `stagepass.config.ts`; what it holds is checked when a stage is chosen. */
export function defineConfig(config: StagepassConfig): StagepassConfig {
  return config;
}

/** It becomes part of stack and secret names. */
const STAGE_NAME = /^[a-z][a-z0-9-]{0,19}$/;

/**
 * The stage's configuration, checked and with its defaults.
 *
 * @throws ConfigError that names each path that is wrong and what was expected there, or the stages there are.
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
  throw new ConfigError(`stagepass.config.ts is not right:\n${lines.join('\n')}`);
}

/** What stood there, where that says more than the message: not for a key that is missing or unknown, or a long list. */
function found({ expected, input }: v.BaseIssue<unknown>): string {
  if (input === undefined || expected === 'never') return '';
  const text = JSON.stringify(input);
  return text.length > 300 ? '' : `, but got ${text}`;
}
