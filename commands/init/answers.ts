import { type ProviderId, providers } from '../../lambda/providers.ts';
import { ConfigError, selectStage } from '../../lib/config/config.ts';
import { UsageError } from '../errors.ts';
import { configuredStage, STAGE } from './configuration.ts';
import { signInNames } from './sign-ins.ts';

/** What a new project is made of. */
export interface Answers {
  /** Of the package. */
  readonly name: string;
  readonly providers: readonly ProviderId[];
  readonly region: string;
  readonly origins: readonly string[];
  /** One of `signInNames`. */
  readonly signIn: string;
}

export const DEFAULT_REGION = 'us-east-1';

/** @throws UsageError that says what the name must be instead. */
export function checkName(name: string): void {
  if (/^(?:@[a-z0-9][\w.-]*\/)?[a-z0-9][a-z0-9._-]{0,100}$/.test(name)) return;
  throw new UsageError(`${name} is no name for a package: small letters, digits and hyphens make one`);
}

/** A package's name made from that of its folder. */
export function nameFrom(folder: string): string {
  const name = folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return name === '' ? 'tokens' : name;
}

/** @throws UsageError that names what is there, where one of the names is unknown. */
export function providersNamed(names: readonly string[]): ProviderId[] {
  const known: readonly string[] = providers.map(({ id }) => id);
  const wrong = names.filter((name) => !known.includes(name));
  if (wrong.length > 0) throw new UsageError(`there is no provider ${wrong.join(', ')}: take ${known.join(', ')}`);
  if (names.length === 0) throw new UsageError(`name at least one provider: ${known.join(', ')}`);
  return [...new Set(names)] as ProviderId[];
}

/** @throws UsageError that says what was expected in place of a wrong answer. */
export function checkAnswers(answers: Answers): void {
  checkName(answers.name);
  if (!signInNames.includes(answers.signIn)) {
    throw new UsageError(`there is no sign-in ${answers.signIn}: take one of ${signInNames.join(', ')}`);
  }
  try {
    selectStage({ [STAGE]: configuredStage(answers) }, STAGE);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const [, ...faults] = error.message.split('\n');
    throw new UsageError(faults.map((fault) => fault.trim().replace(`${STAGE}.`, '')).join('\n'));
  }
}
