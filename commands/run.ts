import { parseArguments } from '../bin/parse-arguments.ts';
import { EDGE_REGION } from '../lib/secrets/secret-names.ts';

/** What to do about errors of AWS and its SDK, by their names. */
const ADVICE: Readonly<Record<string, string>> = {
  CredentialsProviderError: 'no AWS credentials were found: set AWS_PROFILE, or sign in',
  ExpiredTokenException: 'the AWS credentials have expired: sign in again',
  InvalidClientTokenId: 'AWS doesn’t know these credentials: set AWS_PROFILE, or sign in again',
  UnrecognizedClientException: 'AWS doesn’t know these credentials: set AWS_PROFILE, or sign in again',
  InvalidSignatureException: 'AWS refuses these credentials: set AWS_PROFILE, or sign in again',
};

/** The message of a failed command. AWS's own messages name the secret and the role, never a secret's value. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const endpoint = Object.keys(process.env).find((name) => name.startsWith('AWS_ENDPOINT_URL'));
  if ('code' in error && error.code === 'ECONNREFUSED' && endpoint !== undefined) {
    return `nothing answers at ${endpoint}: take its value from the last npm start, which prints a new one each time`;
  }
  return ADVICE[error.name] ?? error.message;
}

/** Reads the arguments of a command that changes a secret of a deployed stage. */
export function readStageArguments() {
  return parseArguments({
    allowPositionals: true,
    options: {
      stage: { type: 'string', default: 'dev' },
      'dry-run': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
}

/**
 * AWS's answer to a call about a secret.
 *
 * @throws Error that says what to check, when there is no such secret or it is being deleted.
 */
export async function ofSecret<T>(name: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error;
    throw new Error(
      `there is no secret ${name} in ${EDGE_REGION}: is the stage deployed, and does it have this caller?`,
    );
  }
}

/** Runs a command. An error is printed as one line, with exit code 1. */
export async function run(command: () => Promise<string>): Promise<void> {
  try {
    process.stdout.write(await command());
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 1;
  }
}
