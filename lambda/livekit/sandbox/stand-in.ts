import { randomBytes } from 'node:crypto';
import { startKickSandbox } from '../../shared/kicks/sandbox/start-kick-sandbox.ts';
import type { StandIn } from '../../shared/providers/stand-in.ts';
import { livekitEndpointRoute } from '../contract.ts';
import type { LiveKitKeys } from '../keys.ts';
import { roomService } from './room-service.ts';

export const standIn: StandIn<LiveKitKeys> = {
  demoKeys: () => ({
    apiKey: `API${randomBytes(6).toString('hex')}`,
    apiSecret: randomBytes(32).toString('base64url'),
  }),
  startKicks: (keys) => startKickSandbox(roomService(keys)),
  localPaths: [
    {
      // https://docs.livekit.io/frontends/build/authentication/sandbox-token-server/
      method: 'POST',
      path: '/api/v2/sandbox/connection-details',
      route: livekitEndpointRoute.path,
      callerHeader: 'X-Sandbox-ID',
      usage: (url, caller) => `TokenSource.developmentTokenServer('${caller}', { baseUrl: '${url}' })`,
    },
  ],
};
