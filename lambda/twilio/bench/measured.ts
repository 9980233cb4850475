import type { FunctionBench } from '../../shared/providers/function-bench.ts';
import { tokenRoute } from '../contract.ts';

export const measured: FunctionBench = {
  requests: [{ route: tokenRoute, bare: 'twilioToken', alsoUnlogged: true }],
};
