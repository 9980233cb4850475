import type { FunctionBench } from '../../shared/providers/function-bench.ts';

/** A token is shared, so most requests don't call the provider. */
export const measured: FunctionBench = { asksProvider: false };
