import type { FunctionBench } from '../../shared/providers/function-bench.ts';
import { livekitEndpointRoute, livekitTokenRoute } from '../contract.ts';

export const measured: FunctionBench = {
  requests: [
    { route: livekitTokenRoute, bare: 'livekitToken', alsoUnlogged: true },
    {
      route: livekitEndpointRoute,
      body: { room_name: 'lobby', participant_identity: 'ada' },
      bare: 'livekitToken',
      alsoUnlogged: true,
    },
  ],
};
