import type { Route } from '../../../api/route.ts';

/*
 * What `npm run bench` measures for a provider's function, where the defaults don't fit: `bench/measured.ts` in the
 * function's folder exports it as `measured`. Two other files are optional there: `bare.ts` does only the work that no
 * implementation can avoid, and `tutorial.cjs` is a handler as tutorials write it.
 */

export interface MeasuredRequest {
  /** Its example is requested. */
  readonly route: Pick<Route, 'name' | 'method' | 'path' | 'example' | 'audience' | 'provider'>;
  /** Parameters beside the example's. */
  readonly query?: Readonly<Record<string, string>>;
  /** The JSON body, where the route takes one. */
  readonly body?: object;
  /** Shown in the report after the route's name. */
  readonly variant?: string;
  /** The export of `bare.ts` to compare it with. */
  readonly bare?: string;
  /** Whether to measure it also without writing the log line, and to compare that too. */
  readonly alsoUnlogged?: boolean;
}

export interface FunctionBench {
  /** Default: the example of its first GET. The first request of the list is used for the cold start. */
  readonly requests?: readonly [MeasuredRequest, ...MeasuredRequest[]];
  /** Whether every request calls the provider. Default: whether the provider is asked, and the function has its URL. */
  readonly asksProvider?: boolean;
  /** How many times as long as a bare request's its first answer may take. Default: 1.5. */
  readonly coldBudget?: number;
  /** Whether its provider's stand-in is asked without TLS. Default: not. */
  readonly plainProvider?: boolean;
}
