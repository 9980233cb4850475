/** Of what AWS and its SDK refuse with: what to do about it. */
const ADVICE: Readonly<Record<string, string>> = {
  CredentialsProviderError: 'no AWS credentials were found: set AWS_PROFILE, or sign in',
  ExpiredTokenException: 'the AWS credentials have expired: sign in again',
  UnrecognizedClientException: 'AWS doesn’t know these credentials',
  InvalidSignatureException: 'AWS doesn’t take these credentials',
};

/** A command's last words when it failed. What AWS says of a call names the secret and the role, never a value. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return ADVICE[error.name] ?? error.message;
}

/** Is it that the secret doesn't exist, or is about to be deleted? */
export function isNotFound(error: unknown): boolean {
  return error instanceof Error && error.name === 'ResourceNotFoundException';
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
