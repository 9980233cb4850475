import { parseArguments } from '../bin/parse-arguments.ts';
import { EDGE_REGION } from '../lib/secrets/secret-names.ts';

/** Of what AWS and its SDK refuse with: what to do about it. */
const ADVICE: Readonly<Record<string, string>> = {
  CredentialsProviderError: 'no AWS credentials were found: set AWS_PROFILE, or sign in',
  ExpiredTokenException: 'the AWS credentials have expired: sign in again',
  InvalidClientTokenId: 'AWS doesn’t know these credentials',
  UnrecognizedClientException: 'AWS doesn’t know these credentials',
  InvalidSignatureException: 'AWS doesn’t take these credentials',
};

/** A command's last words when it failed. What AWS says of a call names the secret and the role, never a value. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const endpoint = Object.keys(process.env).find((name) => name.startsWith('AWS_ENDPOINT_URL'));
  if ('code' in error && error.code === 'ECONNREFUSED' && endpoint !== undefined) {
    return `nothing answers at ${endpoint}: npm start prints where it is, and it is elsewhere at each start`;
  }
  return ADVICE[error.name] ?? error.message;
}

/** What every command takes that changes a secret of a deployed stage. */
export function readArguments() {
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
 * What AWS answers of a secret.
 *
 * @throws Error that says what to look at, when there is no such secret or it is about to be deleted.
 */
export async function ofSecret<T>(name: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error;
    throw new Error(
      `there is no secret ${name} in ${EDGE_REGION}: is the stage deployed, and the name a caller of it?`,
    );
  }
}

/** Runs a command; what goes wrong is told in one line, with exit code 1. */
export async function run(command: () => Promise<string>): Promise<void> {
  try {
    process.stdout.write(await command());
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 1;
  }
}
