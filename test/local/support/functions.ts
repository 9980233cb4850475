import type { FunctionSpec } from '../../../local/lambda/function-spec.ts';
import type { Functions } from '../../../local/lambda/lambda-service.ts';
import type { InvocationResult } from '../../../local/lambda/protocol.ts';

export function functionSpec(changes: Partial<FunctionSpec> = {}): FunctionSpec {
  return {
    logicalId: 'It',
    name: 'it',
    arn: 'arn:aws:lambda:us-east-1:123456789012:function:it',
    region: 'us-east-1',
    taskRoot: '/var/task',
    handler: 'index.handler',
    environment: {},
    timeoutMs: 3_000,
    memoryMb: 128,
    architecture: 'x86_64',
    role: { name: 'role', arn: 'arn:aws:iam::123456789012:role/role', account: '123456789012', statements: [] },
    ...changes,
  };
}

/** Functions that a test answers for. */
export function fakeFunctions(
  invoke: (arn: string, event: unknown) => Promise<InvocationResult>,
  { spec = functionSpec(), mayInvoke = () => true }: { spec?: FunctionSpec; mayInvoke?: (arn: string) => boolean } = {},
): Functions {
  return { prepare: () => spec, mayInvoke, invoke };
}
