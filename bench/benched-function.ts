import type { Surroundings } from './surroundings.ts';

/** A request to a function, with a check of its answer: an error would be fast too. */
export interface BenchedRequest {
  readonly name: string;
  event(surroundings: Surroundings): unknown;
  isRight(answer: never): boolean;
  /** The least work that the request needs, to compare with: an export of a file of the project. */
  readonly bare?: { readonly file: string; readonly name: string };
  /** The log line is made but not written, so that only vending is measured. */
  readonly silent?: boolean;
  /** Each request calls the provider's stand-in, so fewer are made. */
  readonly asksProvider?: boolean;
}

export interface BenchedFunction {
  /** The value of its tag `stagepass-function`. */
  readonly id: string;
  /** How many times as long as a bare request's its first answer may take. */
  readonly coldBudget: number;
  /** Variables with URLs of servers that it asks without TLS here. */
  readonly plainVariables?: readonly string[];
  /** The largest allowed size of its bundle, in KB. */
  readonly kilobytes: number;
  /** A file of the project that does the same in the way of tutorials. */
  readonly tutorial?: string;
  /** The first is used for the cold start; all are used when the function is warm. */
  readonly requests: readonly BenchedRequest[];
}
