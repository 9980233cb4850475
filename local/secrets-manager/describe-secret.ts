import * as v from 'valibot';
import { authorizedSecret } from './authorize.ts';
import type { SecretsManagerOperation } from './operation.ts';

const Input = v.object({ SecretId: v.string() });

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html */
export const describeSecret: SecretsManagerOperation = (input, caller, store) => {
  const { SecretId } = v.parse(Input, input);
  const secret = authorizedSecret('secretsmanager:DescribeSecret', SecretId, caller, store);
  const { arn, name, tags, versions, rotation, lastRotatedAt, nextRotationAt } = secret;
  const primaryRegion = store.primaryRegionOf(secret);
  const replicas = store.replication.statusOf(secret);
  const labelled = versions.filter(({ stages }) => stages.size > 0);
  return {
    ARN: arn,
    Name: name,
    Tags: tags,
    RotationEnabled: rotation !== undefined,
    ...(rotation && {
      RotationLambdaARN: rotation.functionArn,
      RotationRules: { AutomaticallyAfterDays: rotation.everyDays },
    }),
    ...(lastRotatedAt !== undefined && { LastRotatedDate: lastRotatedAt / 1000 }),
    ...(nextRotationAt !== undefined && { NextRotationDate: nextRotationAt / 1000 }),
    ...(primaryRegion !== undefined && { PrimaryRegion: primaryRegion }),
    ...(replicas && {
      ReplicationStatus: replicas.map((replica) => ({ ...replica, KmsKeyId: 'alias/aws/secretsmanager' })),
    }),
    VersionIdsToStages: Object.fromEntries(labelled.map(({ id, stages }) => [id, [...stages]])),
  };
};
