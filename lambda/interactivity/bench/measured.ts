import type { FunctionBench } from '../../shared/providers/function-bench.ts';

/** A token is shared while it lasts. */
export const measured: FunctionBench = { asksProvider: false };
