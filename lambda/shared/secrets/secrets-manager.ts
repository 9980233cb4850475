import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { inUseSince } from '../rotation/in-use-label.ts';
import { NEARBY } from './read-times.ts';

export type VersionStage = 'AWSCURRENT' | 'AWSPREVIOUS' | 'AWSPENDING';

export interface SecretVersion {
  readonly value: string;
  /** When this version was made, in ms since 1970. */
  readonly createdAt: number;
  /** Since when it is the current one, in ms since 1970; undefined where no rotation has recorded it. */
  readonly inUseSince?: number | undefined;
  /** Its staging labels, AWS's and ours. */
  readonly labels?: readonly string[] | undefined;
}

/** Reads one version of a secret; undefined where the secret has no such version or no value. */
export type ReadSecret = (stage: VersionStage) => Promise<SecretVersion | undefined>;

export function secretsManager(region: string, { connectMs, attemptMs } = NEARBY): SecretsManagerClient {
  return new SecretsManagerClient({
    region,
    maxAttempts: 2,
    retryMode: 'standard',
    requestHandler: { connectionTimeout: connectMs, requestTimeout: attemptMs, throwOnRequestTimeout: true },
  });
}

/** Errors for a secret or version that doesn't exist or is marked for deletion. */
const MISSING_ERRORS = new Set(['ResourceNotFoundException', 'InvalidRequestException']);

/** @param secretId name or ARN. */
export function secretReader(client: SecretsManagerClient, secretId: string, { deadlineMs } = NEARBY): ReadSecret {
  return async (stage) => {
    try {
      const command = new GetSecretValueCommand({ SecretId: secretId, VersionStage: stage });
      const answer = await client.send(command, { abortSignal: AbortSignal.timeout(deadlineMs) });
      if (answer.SecretString === undefined) return undefined;
      return {
        value: answer.SecretString,
        createdAt: answer.CreatedDate?.getTime() ?? 0,
        inUseSince: inUseSince(answer.VersionStages),
        labels: answer.VersionStages,
      };
    } catch (error) {
      if (error instanceof Error && MISSING_ERRORS.has(error.name)) return undefined;
      throw error;
    }
  };
}
