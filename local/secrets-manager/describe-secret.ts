import * as v from 'valibot';
import { authorizedSecret } from './authorize.ts';
import type { SecretsManagerOperation } from './operation.ts';

const Input = v.object({ SecretId: v.string() });

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html */
export const describeSecret: SecretsManagerOperation = (input, caller, store) => {
  const { SecretId } = v.parse(Input, input);
  const { arn, name, tags, versions, rotation, lastRotatedAt, nextRotationAt } = authorizedSecret(
    'secretsmanager:DescribeSecret',
    SecretId,
    caller,
    store,
  );
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
    VersionIdsToStages: Object.fromEntries(labelled.map(({ id, stages }) => [id, [...stages]])),
  };
};
