import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import type { InUseLabel } from '../rotation/in-use-label.ts';
import type { SecretVersion, VersionStage } from './secrets-manager.ts';

export type Label = VersionStage | InUseLabel;

/** The id of the version that has each label. */
export type Labels = Readonly<Partial<Record<Label, string>>>;

/** A secret as its rotation sees it: versions by their ids, and labels that move. */
export interface RotatingSecret {
  labels(): Promise<Labels>;
  /** @returns undefined for a version that has no value: Secrets Manager makes the pending one so. */
  read(versionId: string): Promise<SecretVersion | undefined>;
  /**
   * Makes the version with its value, labelled AWSPENDING. Again with the same value: nothing. Any other version than the
   * one that Secrets Manager asked for would end the rotation.
   */
  putPending(versionId: string, value: string): Promise<void>;
  /**
   * Moves a label, puts it on (from nowhere) or takes it off (to nowhere). Fails when it is no longer where it is to be
   * taken from: somebody else has moved it.
   */
  move(label: Label, to: string | undefined, from: string | undefined): Promise<void>;
}

export function rotatingSecret(client: SecretsManagerClient, secretId: string): RotatingSecret {
  return {
    async labels() {
      const { VersionIdsToStages = {} } = await client.send(new DescribeSecretCommand({ SecretId: secretId }));
      const versions = Object.entries(VersionIdsToStages);
      return Object.fromEntries(versions.flatMap(([id, stages]) => stages.map((label) => [label, id])));
    },
    async read(versionId) {
      try {
        const answer = await client.send(new GetSecretValueCommand({ SecretId: secretId, VersionId: versionId }));
        if (answer.SecretString === undefined) return undefined;
        return { value: answer.SecretString, createdAt: answer.CreatedDate?.getTime() ?? 0 };
      } catch (error) {
        if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
        throw error;
      }
    },
    async putPending(versionId, value) {
      await client.send(
        new PutSecretValueCommand({
          SecretId: secretId,
          ClientRequestToken: versionId,
          SecretString: value,
          VersionStages: ['AWSPENDING'],
        }),
      );
    },
    async move(label, to, from) {
      await client.send(
        new UpdateSecretVersionStageCommand({
          SecretId: secretId,
          VersionStage: label,
          MoveToVersionId: to,
          RemoveFromVersionId: from,
        }),
      );
    },
  };
}
