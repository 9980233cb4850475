/*
 * Makes a secret that no person types, with the provider's keys: `npx stagepass secrets PROVIDER --FLAG`. The descriptor
 * of the provider names the file in its folder that exports one as `secretMaker`.
 */

/** The providers' secrets of a deployed stage, by owner. */
export interface StageSecrets {
  /**
   * The ARN of the owner's secret, as the stage's stack tells it. A provider that was removed from the configuration and
   * added again has others, which were kept.
   *
   * @throws Error when the stage has no such secret.
   */
  arnOf(owner: string): Promise<string>;
  read(arn: string): Promise<string>;
  /** Adds a new current version; the old one becomes the previous version. */
  write(arn: string, value: string): Promise<void>;
}

export interface MakerTools {
  readonly stage: string;
  /** The provider's part of the stage's configuration. */
  readonly configuration: object;
  readonly secrets: StageSecrets;
  /** The provider's URL: from the configuration, or of a sandbox on this machine. */
  readonly url: string;
  readonly say: (line: string) => void;
  readonly dryRun: boolean;
}

/** An option with a value. */
export interface MakerOption {
  /** What stands for its value in the help, such as `name`. */
  readonly value: string;
  readonly description: string;
  /** Whether it may be given several times: its value is a list then. */
  readonly multiple?: true;
}

/** The values of the options, by name. */
export type GivenOptions = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

export interface SecretMaker<Asked = unknown> {
  /** What it makes, for the help of the flag. */
  readonly description: string;
  /** Options for a first try, written for a shell. */
  readonly example: string;
  /** Beside the flag itself. */
  readonly options: Readonly<Record<string, MakerOption>>;
  /** @throws Error that says what is wrong with the options. */
  read(given: GivenOptions): Asked;
  /** @throws Error when the secret could not be made or stored. */
  make(asked: Asked, tools: MakerTools): Promise<void>;
}
