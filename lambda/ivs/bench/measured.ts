import type { FunctionBench } from '../../shared/providers/function-bench.ts';
import { ivsTokenRoute } from '../contract.ts';

export const measured: FunctionBench = {
  requests: [{ route: ivsTokenRoute, bare: 'participantToken', alsoUnlogged: true }],
};
