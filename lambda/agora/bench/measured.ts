import type { FunctionBench } from '../../shared/providers/function-bench.ts';
import { accessTokenRoute, rtmTokenRoute } from '../contract.ts';

export const measured: FunctionBench = {
  requests: [
    { route: accessTokenRoute, query: { version: '006' }, bare: 'agora006Token', alsoUnlogged: true },
    { route: accessTokenRoute, query: { version: '007' }, variant: '007', bare: 'agora007Token', alsoUnlogged: true },
    { route: rtmTokenRoute, bare: 'agoraRtm006Token', alsoUnlogged: true },
  ],
};
