import { Fn } from 'aws-cdk-lib';
import { type ISecret, Secret, type SecretProps } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';

/** For a secret that Secrets Manager replicates. Without replicas, it leaves the template as it is. */
export function replicatedTo(regions: readonly string[]): Pick<SecretProps, 'replicaRegions'> {
  return regions.length === 0 ? {} : { replicaRegions: regions.map((region) => ({ region })) };
}

/** Which part of a secret's ARN, between colons, is its name with the six characters that Secrets Manager adds. */
const NAME_IN_ARN = 6;

/**
 * The replica, in the stack's own region, of a secret of another stack: its ARN differs in the region alone. It is put
 * together by `Fn::Sub`, since cdk-nag can't read a policy in which `Fn::Join` joins what `Fn::Split` gives.
 */
export function replicaOf(scope: Construct, id: string, primary: ISecret): ISecret {
  const name = Fn.select(NAME_IN_ARN, Fn.split(':', primary.secretArn));
  const arn = `arn:\${AWS::Partition}:secretsmanager:\${AWS::Region}:\${AWS::AccountId}:secret:\${Name}`;
  return Secret.fromSecretCompleteArn(scope, id, Fn.sub(arn, { Name: name }));
}
