import { ConfigError, type StagepassConfig } from './config.ts';

export interface ChosenStage {
  readonly name: string;
  /** What to tell whoever named none, where there are others. */
  readonly notice?: string;
}

const DEFAULT_STAGE = 'dev';

/**
 * The stage that the context names, else the only one there is, else `dev`.
 *
 * @param context all of it: what `-c` and cdk.json say, and what the CDK adds.
 * @throws ConfigError when none is named but something that may have been meant so, or when several stages are there and
 * none is `dev`.
 */
export function chooseStage(config: StagepassConfig, context: Readonly<Record<string, unknown>>): ChosenStage {
  if (context.stage !== undefined) return { name: String(context.stage) };
  const stages = Object.keys(config);
  const misspelt = Object.keys(context).find((key) => !isOfTheCdk(key));
  if (misspelt !== undefined) {
    throw new ConfigError(
      `the context has no stage, but "${misspelt}", which nothing reads: -c stage=NAME takes one of ${stages.join(', ')}`,
    );
  }
  const [only, ...others] = stages;
  if (only !== undefined && others.length === 0) return { name: only };
  if (!stages.includes(DEFAULT_STAGE)) {
    throw new ConfigError(`name a stage: -c stage=NAME takes one of ${stages.join(', ')}`);
  }
  return {
    name: DEFAULT_STAGE,
    notice: `The stage is ${DEFAULT_STAGE}, since none was named: -c stage=NAME takes one of ${stages.join(', ')}.`,
  };
}

/**
 * Flags and settings of the CDK (`@aws-cdk/core:…`, `aws:cdk:…`) and what it looked up (`availability-zones:account=…`)
 * hold a colon; the one key that `cdk acknowledge` writes holds none.
 */
function isOfTheCdk(key: string): boolean {
  return key.includes(':') || key === 'acknowledged-issue-numbers';
}
