import { ConfigError, type StagepassConfig } from './config.ts';

export interface ChosenStage {
  readonly name: string;
  /** What to tell the user when none was named and there are several. */
  readonly notice?: string;
}

const DEFAULT_STAGE = 'dev';

/**
 * The stage that the context names, else the only one there is, else `dev`.
 *
 * @param context the whole context: from `-c`, from cdk.json and from the CDK itself.
 * @throws ConfigError when no stage is named, but an unknown key may be a misspelt `stage`; or when there are several
 * stages and none is `dev`.
 */
export function chooseStage(config: StagepassConfig, context: Readonly<Record<string, unknown>>): ChosenStage {
  if (context.stage !== undefined) return { name: String(context.stage) };
  const stages = Object.keys(config);
  const misspelt = Object.keys(context).find((key) => !isOfTheCdk(key));
  if (misspelt !== undefined) {
    throw new ConfigError(
      `the context names no stage, but has the unknown key "${misspelt}": give -c stage=NAME with one of ${stages.join(', ')}`,
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
 * The CDK's flags and settings (`@aws-cdk/core:…`, `aws:cdk:…`) and its look-ups (`availability-zones:account=…`) have a
 * colon in their keys. Only the key that `cdk acknowledge` writes has none.
 */
function isOfTheCdk(key: string): boolean {
  return key.includes(':') || key === 'acknowledged-issue-numbers';
}
