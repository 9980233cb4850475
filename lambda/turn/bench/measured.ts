import type { FunctionBench } from '../../shared/providers/function-bench.ts';
import { iceServersRoute } from '../contract.ts';

/** The sample stage makes its credentials itself. */
export const measured: FunctionBench = {
  requests: [{ route: iceServersRoute, bare: 'turnCredential', alsoUnlogged: true }],
  asksProvider: false,
};
