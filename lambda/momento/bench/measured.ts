import type { FunctionBench } from '../../shared/providers/function-bench.ts';

/** Momento's SDK uses gRPC, whose code is most of the bundle. */
export const measured: FunctionBench = { coldBudget: 3 };
