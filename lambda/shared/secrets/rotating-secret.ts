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

/** Label → the id of the version that has it. */
export type Labels = Readonly<Partial<Record<Label, string>>>;

/** What a rotation does with a secret: it reads and makes versions, and moves labels between them. */
export interface RotatingSecret {
  labels(): Promise<Labels>;
  /** @returns undefined for a version without a value: Secrets Manager starts a rotation with one. */
  read(versionId: string): Promise<SecretVersion | undefined>;
  /**
   * Makes a version with this id and value, and the label AWSPENDING. A second call with the same value changes
   * nothing. The id must be the one that Secrets Manager asked for: any other would end the rotation.
   */
  putPending(versionId: string, value: string): Promise<void>;
  /**
   * Moves a label; adds it where `from` is undefined, removes it where `to` is undefined. Fails if the label is no
   * longer on `from`, because somebody else has moved it.
   */
  move(label: Label, to: string | undefined, from: string | undefined): Promise<void>;
  /** Waits until its replicas have what it has. Rejects when one doesn't get it. */
  settled(): Promise<void>;
}

export function rotatingSecret(client: SecretsManagerClient, secretId: string): Omit<RotatingSecret, 'settled'> {
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
