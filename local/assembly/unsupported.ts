/** Names a resource the way a reader finds it again: in which template, and where in it. */
export interface ResourceLocation {
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
}

/** Something on a request's way that can't be run here. Better no server than one that answers unlike AWS. */
export class UnsupportedError extends Error {
  override readonly name = 'UnsupportedError';

  constructor({ stackName, logicalId, type }: ResourceLocation, what: string) {
    super(`${stackName}, ${logicalId} (${type}): ${what}; the local runner can’t run this`);
  }
}
