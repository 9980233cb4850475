import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';

/** What a deployed stack tells, by the outputs' names. */
export type StackOutputs = Readonly<Record<string, string>>;

/** @throws Error when there is no such stack, or AWS refuses the call. */
export async function readOutputs(stackName: string, region: string): Promise<StackOutputs> {
  const client = new CloudFormationClient({ region });
  const { Stacks: [stack] = [] } = await client
    .send(new DescribeStacksCommand({ StackName: stackName }))
    .catch((error: unknown) => {
      if (!(error instanceof Error) || error.name !== 'ValidationError') throw error;
      throw new Error(
        `there is no stack ${stackName} in ${region}: is the stage deployed? --stack names the stack of yours that it is in`,
      );
    });
  return Object.fromEntries(
    (stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  );
}

/** @throws Error when the stack has no such output. */
export function required(outputs: StackOutputs, name: string, stage: string): string {
  const value = outputs[name];
  if (value === undefined) throw new Error(`the stack of ${stage} has no output ${name}: deploy it once more`);
  return value;
}
