import type { Route } from '../../../api/route.ts';

/*
 * What `npm run bench` measures of a provider's function, where it isn't the usual: `bench/measured.ts` of the function's
 * folder exports it as `measured`. Beside it there may be `bare.ts`, what can't be left out of a request, and
 * `tutorial.cjs`, a handler that does the same as tutorials write it.
 */

export interface MeasuredRequest {
  /** Its example is asked for. */
  readonly route: Pick<Route, 'name' | 'method' | 'path' | 'example' | 'audience'>;
  /** Beside the example's. */
  readonly query?: Readonly<Record<string, string>>;
  /** In the report, after the route's name. */
  readonly variant?: string;
  /** The export of `bare.ts` that it is compared with. */
  readonly bare?: string;
  /** Measured once more without writing the log line, and held against what is beneath it. */
  readonly alsoUnlogged?: boolean;
}

export interface FunctionBench {
  /** The example of its first GET by default. The first is asked at a cold start. */
  readonly requests?: readonly [MeasuredRequest, ...MeasuredRequest[]];
  /** Whether a request calls the provider each time; by default it does where the function has the provider's URL. */
  readonly asksProvider?: boolean;
  /** A cold start may take so many times an empty handler's; 1.5 by default. */
  readonly coldBudget?: number;
  /** KB that its bundle may have; 200 by default. */
  readonly kilobytes?: number;
}
