import type { Audience } from '../api/route.ts';
import { titled } from './config/full-stage-name.ts';

/** The stack with the APIs and their functions, in the stage's region. */
export function apiStackName(stageName: string): string {
  return `${titled(stageName)}-Api`;
}

/** The outputs of the API stack with the APIs' ids. `verify` compares them with the APIs that the distribution calls. */
export const apiIdOutput = { client: 'ClientApiId', admin: 'AdminApiId' } as const satisfies Record<Audience, string>;

/** The stack with the distribution and the guard, in us-east-1. */
export function edgeStackName(stageName: string): string {
  return `${titled(stageName)}-Edge`;
}
