import type { Audience } from '../api/route.ts';
import { titled } from './config/full-stage-name.ts';

/**
 * The stack with the APIs and their functions in a region of the stage. That of the first one has no region in its name: a
 * stage that gets another region keeps it as it is.
 *
 * @param otherRegion undefined for the first one.
 */
export function apiStackName(stageName: string, otherRegion?: string): string {
  return `${titled(stageName)}-Api${otherRegion === undefined ? '' : `-${otherRegion}`}`;
}

/** An API stack and where it is. */
export interface ApiStack {
  readonly name: string;
  readonly region: string;
}

/** The API stacks of a stage, in the order of its regions. */
export function apiStacks(stageName: string, { regions }: { readonly regions: readonly string[] }): ApiStack[] {
  return regions.map((region, at) => ({ name: apiStackName(stageName, at === 0 ? undefined : region), region }));
}

/** The outputs of the API stack with the APIs' ids. `verify` compares them with the APIs that the distribution calls. */
export const apiIdOutput = { client: 'ClientApiId', admin: 'AdminApiId' } as const satisfies Record<Audience, string>;

/** The stack with the distribution and the guard, in us-east-1. */
export function edgeStackName(stageName: string): string {
  return `${titled(stageName)}-Edge`;
}
