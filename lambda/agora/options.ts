import * as v from 'valibot';
import { Lifetime } from '../shared/rights/lifetime.ts';
import { section, yesOrNo } from '../shared/settings/options.ts';
import { tokenVersions } from './contract.ts';

/** How a stage vends Agora tokens: a part of the stage's configuration, passed to the function unchanged. */
export const AgoraOptions = section({
  tokenVersion: v.optional(
    v.pipe(
      v.picklist(tokenVersions, "'006' or '007'"),
      v.description(
        'The format of the tokens: `006`, which every SDK takes, or `007` (AccessToken2), which Agora recommends.',
      ),
    ),
    '006',
  ),
  versionByQuery: yesOrNo(false, 'Whether a request may choose the format with `version=006` or `version=007`.'),
  lifetime: v.optional(Lifetime, {}),
});
export type AgoraOptions = v.InferOutput<typeof AgoraOptions>;
