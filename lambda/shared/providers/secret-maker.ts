import type { ParseArgsConfig } from 'node:util';

/*
 * Makes a secret of a provider that no person types, out of its keys: `npm run secrets -- PROVIDER --FLAG`. The provider's
 * descriptor names the file of its folder that exports one as `secretMaker`.
 */

/** The providers' secrets of a deployed stage, by their owners. */
export interface StageSecrets {
  /**
   * Of several, the newest: a provider that was taken out of the configuration and came back has its old one beside it.
   *
   * @throws Error when the stage has no such secret.
   */
  arnOf(owner: string): Promise<string>;
  read(arn: string): Promise<string>;
  /** Puts a new current version; the one before stays as the previous one. */
  write(arn: string, value: string): Promise<void>;
}

export interface MakerTools {
  readonly stage: string;
  /** The provider's part of the stage's configuration. */
  readonly configuration: object;
  readonly secrets: StageSecrets;
  /** Where the provider is: as the configuration says, or a sandbox on this machine. */
  readonly url: string;
  readonly say: (line: string) => void;
  readonly dryRun: boolean;
}

/** What was given for the options, by their names. */
export type GivenOptions = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

export interface SecretMaker<Asked = unknown> {
  /** Its part of the command's help: the line to type, what it does, and its options. */
  readonly usage: string;
  /** Options to try it with, for a shell. */
  readonly example: string;
  /** Beside the flag itself. */
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** @throws Error that says what is wrong with them. */
  read(given: GivenOptions): Asked;
  /** @throws Error when nothing could be made and stored. */
  make(asked: Asked, tools: MakerTools): Promise<void>;
}
