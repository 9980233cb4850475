import type { FunctionBench } from '../../shared/providers/function-bench.ts';
import { dailyTokenRoute } from '../contract.ts';

export const measured: FunctionBench = {
  requests: [{ route: dailyTokenRoute, bare: 'selfSigned', alsoUnlogged: true }],
};
