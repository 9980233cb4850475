import type { Surroundings } from './surroundings.ts';

/** A request to a function, and how its right answer is told from a wrong one: an error would be fast, too. */
export interface BenchedRequest {
  readonly name: string;
  event(surroundings: Surroundings): unknown;
  isRight(answer: never): boolean;
  /** What can't be left out: an export of a file of the project. */
  readonly bare?: { readonly file: string; readonly name: string };
  /** Its log line is made, but not written: vending by itself. */
  readonly silent?: boolean;
  /** Each is a call to the provider's stand-in, so it is asked less often. */
  readonly asksProvider?: boolean;
}

export interface BenchedFunction {
  /** The value of its tag `function`. */
  readonly id: string;
  /** Its cold start may be so many times an empty handler's; nothing is said of the guard's. */
  readonly coldBudget?: number;
  /** Its bundle may be so many KB. */
  readonly kilobytes: number;
  /** The file of the project that does the same, as tutorials write it. */
  readonly tutorial?: string;
  /** The first is asked at a cold start; each is asked when it is warm. */
  readonly requests: readonly BenchedRequest[];
}
