import { accessTokenRoute, rtmTokenRoute } from '../../api/agora.ts';
import { type Handler, on, serve } from '../shared/serve.ts';
import type { AgoraKeys } from './keys.ts';
import type { AgoraOptions } from './options.ts';
import { rtcToken } from './rtc-token.ts';
import { rtmToken } from './rtm-token.ts';

export function createHandler(keys: () => Promise<AgoraKeys>, options: AgoraOptions, now: () => number): Handler {
  return serve(
    [
      on(accessTokenRoute, async (query) => rtcToken(await keys(), query, options, now())),
      on(rtmTokenRoute, async (query) => rtmToken(await keys(), query, options, now())),
    ],
    now,
  );
}
