import type { FunctionBench } from '../../shared/providers/function-bench.ts';
import { ablyTokenRequestRoute, ablyTokenRoute } from '../contract.ts';

export const measured: FunctionBench = {
  requests: [
    { route: ablyTokenRoute, bare: 'ablyJwt', alsoUnlogged: true },
    { route: ablyTokenRequestRoute, bare: 'ablyTokenRequest', alsoUnlogged: true },
  ],
};
