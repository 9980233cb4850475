import { vi } from 'vitest';

/** Has the AWS CDK synthesize without looking templates through, which is most of the time it takes. */
export function unvalidated<T>(synthesize: () => T): T {
  vi.stubEnv('CDK_VALIDATION', 'false');
  try {
    return synthesize();
  } finally {
    vi.unstubAllEnvs();
  }
}
