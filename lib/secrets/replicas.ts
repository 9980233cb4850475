import { Fn, Stack } from 'aws-cdk-lib';
import { type ISecret, Secret, type SecretProps } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';

/** For a secret that Secrets Manager replicates. Without replicas, it leaves the template as it is. */
export function replicatedTo(regions: readonly string[]): Pick<SecretProps, 'replicaRegions'> {
  return regions.length === 0 ? {} : { replicaRegions: regions.map((region) => ({ region })) };
}

/**
 * The replica, in the stack's own region, of a secret of another stack: its ARN differs in the region alone.
 *
 * @param primary a secret in a stack that names its region.
 */
export function replicaOf(scope: Construct, id: string, primary: ISecret): ISecret {
  const [from, to] = [primary.stack, Stack.of(scope)].map(({ region }) => `:${region}:`) as [string, string];
  return Secret.fromSecretCompleteArn(scope, id, Fn.join(to, Fn.split(from, primary.secretArn)));
}
