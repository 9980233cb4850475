import { StagepassError } from '../../client/error.ts';

/** The StagepassError that a call rejects with. */
export async function errorOf(promise: Promise<unknown>): Promise<StagepassError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof StagepassError)) throw new Error(`not a StagepassError: ${error}`);
  return error;
}
