/**
 * Has the AWS CDK synthesize without looking templates through, which is most of the time it takes: for tests that run an
 * assembly. Whether it is sound, test/lib/findings.test.ts asks.
 */
export function unvalidated<T>(synthesize: () => T): T {
  const before = process.env.CDK_VALIDATION;
  process.env.CDK_VALIDATION = 'false';
  try {
    return synthesize();
  } finally {
    if (before === undefined) delete process.env.CDK_VALIDATION;
    else process.env.CDK_VALIDATION = before;
  }
}

/** Context by which the CDK notes of no resource where it was made: Vitest looks each line of that up in a source map. */
export const withoutTraces = { 'aws:cdk:disable-creation-stack-traces': true };
