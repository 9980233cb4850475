import * as v from 'valibot';
import { foreignText } from '../shared/providers/foreign-text.ts';
import { DisabledTokens } from './contract/token.ts';

/**
 * Millicast's answer to a disable: the tokens that it disabled, and those that it didn't, with its message for each.
 */
export const UpstreamDisabledTokens = v.pipe(
  DisabledTokens,
  v.transform(({ failedTokens, ...disabled }) => ({
    ...disabled,
    failedTokens:
      failedTokens?.map(({ errorMessage, ...failed }) => ({
        ...failed,
        errorMessage: errorMessage === null ? null : foreignText(errorMessage),
      })) ?? null,
  })),
);
