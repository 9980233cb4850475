import {
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { expect, it, onTestFinished } from 'vitest';
import { versionAt } from '../../../local/secrets-manager/secret-store.ts';
import { deployedSecret } from '../../lambda/shared/secrets/deployed-secret.ts';

const SecretId = 'a-secret';

/** A secret with a current version, and another that is to become it. */
async function twoVersions() {
  const { secret, first } = await deployedSecret('first');
  const client = new SecretsManagerClient({ region: 'eu-west-1', maxAttempts: 1 });
  onTestFinished(() => client.destroy());
  const put = (SecretString: string) =>
    client.send(new PutSecretValueCommand({ SecretId, SecretString, VersionStages: ['NEXT'] }));
  const { VersionId: next = '' } = await put('second');
  const move = (from: string | undefined, to = next) =>
    client.send(
      new UpdateSecretVersionStageCommand({
        SecretId,
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: to,
        RemoveFromVersionId: from,
      }),
    );
  const valueAt = (stage: string) => versionAt(secret, stage)?.value;
  return { first, next, put, move, valueAt };
}

it('a version with labels of its own is not the current one until that label moves, which leaves AWSPREVIOUS behind', async () => {
  const { first, move, valueAt } = await twoVersions();
  expect([valueAt('AWSCURRENT'), valueAt('NEXT')]).toEqual(['first', 'second']);
  await move(first.id);
  expect([valueAt('AWSCURRENT'), valueAt('AWSPREVIOUS')]).toEqual(['second', 'first']);
});

it('a label moves only from the version that has it, and only where that is named', async () => {
  const { first, next, put, move, valueAt } = await twoVersions();
  for (const from of [undefined, next]) {
    await expect(move(from)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  }
  const { VersionId: other } = await put('third');
  await move(first.id, other);
  await expect(move(first.id)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  expect([valueAt('AWSCURRENT'), valueAt('NEXT')]).toEqual(['third', 'third']);
});

it('a value has 65,536 bytes at most', async () => {
  const { put } = await twoVersions();
  await put('é'.repeat(32_768));
  await expect(put(`${'é'.repeat(32_768)}x`)).rejects.toMatchObject({ name: 'ValidationException' });
});
