import type { FunctionBench } from '../../shared/providers/function-bench.ts';
import { zoomTokenRoute } from '../contract.ts';

export const measured: FunctionBench = {
  requests: [{ route: zoomTokenRoute, bare: 'sessionToken', alsoUnlogged: true }],
};
