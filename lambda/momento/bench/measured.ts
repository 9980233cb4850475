import type { FunctionBench } from '../../shared/providers/function-bench.ts';

/** `https:` is a cell of Momento: servers on this machine are asked without TLS. */
export const measured: FunctionBench = { plainProvider: true };
