import type { Place } from './labelled-control.ts';

/** A form field for a parameter, or for a part of a body. */
export interface Field {
  readonly element: HTMLElement;
  /** What was filled in; undefined if it is unchanged and need not be sent. */
  value(): unknown;
  /** Shows what is wrong in it. @returns where the first wrong thing is. */
  check(): Place | undefined;
  /** The place that a path in the service’s message leads to: `allowedIpAddresses.0`. */
  at(path: readonly string[]): Place;
}

/** What a field is made of. */
export interface FieldOptions {
  /** Of the parameter, or of the property. */
  readonly name: string;
  readonly label: string;
  readonly initial: unknown;
  readonly isRequired: boolean;
}
