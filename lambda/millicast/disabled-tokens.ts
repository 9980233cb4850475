import * as v from 'valibot';
import { foreignText } from '../shared/providers/foreign-text.ts';
import { DisabledTokens } from './contract/token.ts';

/** What Millicast says of the tokens that it disabled and of those that it didn't: why not is in its own words. */
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
