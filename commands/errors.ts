import { CommanderError } from 'commander';

/** The command was used wrongly: its arguments, or where it was started. The message says what to do. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}

/** What it was to look at could not be asked. */
export class NotAskedError extends Error {
  override readonly name = 'NotAskedError';
}

/** What to do about errors of AWS and its SDK, by their names. */
const ADVICE: Readonly<Record<string, string>> = {
  CredentialsProviderError: 'no AWS credentials were found: set AWS_PROFILE, or sign in',
  ExpiredTokenException: 'the AWS credentials have expired: sign in again',
  InvalidClientTokenId: 'AWS doesn’t know these credentials: set AWS_PROFILE, or sign in again',
  UnrecognizedClientException: 'AWS doesn’t know these credentials: set AWS_PROFILE, or sign in again',
  InvalidSignatureException: 'AWS refuses these credentials: set AWS_PROFILE, or sign in again',
};

/** Errors with the exit code 2. The configuration's is known by its name: its file would load all that checks it. */
const USED_WRONGLY = new Set(['CommanderError', 'ConfigError', 'NotAskedError', 'UsageError', ...Object.keys(ADVICE)]);

/**
 * The message of a failed command. AWS's own messages name the secret and the role, never a secret's value.
 *
 * @param command whose help tells what it takes.
 */
export function explain(error: unknown, command?: string): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof CommanderError) {
    const problem = withoutValue(error)
      .replace(/^error: /, '')
      .replaceAll('\n', ' ')
      .replace(/\.$/, '');
    return `${problem}; see ${['stagepass', ...(command === undefined ? [] : [command])].join(' ')} --help`;
  }
  const endpoint = Object.keys(process.env).find((name) => name.startsWith('AWS_ENDPOINT_URL'));
  if (isUnanswered(error) && endpoint !== undefined) {
    return `nothing answers at ${endpoint}: take its value from the last stagepass start, which prints a new one each time`;
  }
  return ADVICE[error.name] ?? error.message;
}

/** What was typed may be a key or a token in the wrong place: only what looks like an option’s name is repeated. */
function withoutValue({ code, message }: CommanderError): string {
  if (code === 'commander.unknownCommand') return message.replace(/'.*'/s, '').replace(/ (?=\n|$)/, '');
  if (code === 'commander.unknownOption') {
    return message.replace(/ '(.*)'/s, (_, typed: string) => {
      const [name = ''] = typed.split('=', 1);
      return /^--?[a-z]+(?:-[a-z]+)*$/.test(name) ? ` '${name}'` : '';
    });
  }
  if (code !== 'commander.invalidArgument') return message;
  return message
    .replace(/ '.*' is invalid for argument /s, ' is invalid for argument ')
    .replace(/ argument '.*' is invalid\./s, ' argument is invalid.');
}

/** 1 where a command failed; 2 where it was used wrongly, or nothing could be asked. */
export function exitCodeOf(error: unknown): 1 | 2 {
  return error instanceof Error && (USED_WRONGLY.has(error.name) || isUnanswered(error)) ? 2 : 1;
}

function isUnanswered(error: Error): boolean {
  return 'code' in error && error.code === 'ECONNREFUSED';
}
