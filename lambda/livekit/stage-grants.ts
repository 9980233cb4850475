import { ApiError } from '../../api/errors.ts';
import { quoted } from '../../api/query.ts';
import { livekitRights, type Source } from './contract.ts';
import type { LiveKitOptions } from './options.ts';

/** What can be asked for with `true`, or be given by the stage. */
export const permissions = ['publish', 'subscribe', 'data'] as const;

/**
 * Refuses what the stage grants to nobody. What a request leaves out counts with its default, as it does for rights.
 *
 * @throws ApiError `not_allowed`.
 */
export function checkGranted(
  asked: Readonly<Record<(typeof permissions)[number], boolean>> & { readonly sources: readonly Source[] },
  { grants }: LiveKitOptions,
): void {
  for (const name of permissions) {
    if (asked[name] && !grants[name])
      throw new ApiError('not_allowed', `this stage grants no ${livekitRights[name].called}: ask for ${name}=false`);
  }
  const { sources: granted } = grants;
  const beyond = granted && asked.sources.find((source) => !granted.includes(source));
  if (beyond)
    throw new ApiError(
      'not_allowed',
      `this stage grants no source ${quoted(beyond)}: ask for sources=${granted.join(',')}, or fewer of them`,
    );
}
