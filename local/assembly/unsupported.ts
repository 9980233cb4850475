/** Where a resource is: its stack, logical id and type. */
export interface ResourceLocation {
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
}

/** The assembly holds something that can't be run here. No server is started then: it would not answer as AWS does. */
export class UnsupportedError extends Error {
  override readonly name = 'UnsupportedError';

  constructor({ stackName, logicalId, type }: ResourceLocation, what: string) {
    super(`${stackName}, ${logicalId} (${type}): ${what}; the local runner can’t run this`);
  }
}
