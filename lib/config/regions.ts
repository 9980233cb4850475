import * as v from 'valibot';
import { Region } from './replica-regions.ts';

/** Where a stage is that doesn’t say it. */
const DEFAULT_REGION = 'us-east-1';

/** CloudFront’s origin groups have two origins: the one that is asked first, and the one that is asked when it fails. */
const MOST_REGIONS = 2;

const REGIONS = "a list of one or two AWS regions, such as ['us-east-1', 'eu-west-1']";

/** The two ways to say where a stage is. */
export const regionFields = {
  region: v.optional(
    v.pipe(
      Region,
      v.description(
        `Where the APIs and functions run. The distribution, the guard, the callers’ secrets and the origin secret are always in us-east-1. To change it on a deployed stage [takes some steps](operations.md#move-to-another-region).`,
      ),
      v.metadata({ default: DEFAULT_REGION }),
    ),
  ),
  regions: v.optional(
    v.pipe(
      v.array(Region, REGIONS),
      v.check(({ length }) => length > 0 && length <= MOST_REGIONS, REGIONS),
      v.check((given) => new Set(given).size === given.length, 'each region once'),
      v.description(
        `In place of \`region\`: one or two regions; with two, APIs and functions are in each. Requests go to the first; where it fails, CloudFront asks the second for what is got with GET, save for paths that take other methods, too. See [Two regions](operations.md#two-regions). The first one holds the providers’ keys: it can’t be changed without [these steps](operations.md#move-to-another-region).`,
      ),
    ),
  ),
};

/** How a user says where a stage is. */
export interface GivenRegions {
  readonly region?: string | undefined;
  readonly regions?: readonly string[] | undefined;
}

/** Whether a stage says in one way only where it is. */
export function saysRegionsOnce({ region, regions }: GivenRegions): boolean {
  return region === undefined || regions === undefined;
}

/** The stage with both fields filled: `region` is the first of its `regions`. */
export function withRegions<T extends GivenRegions>(
  stage: T,
): Omit<T, keyof GivenRegions> & { readonly region: string; readonly regions: readonly string[] } {
  const regions = stage.regions ?? [stage.region ?? DEFAULT_REGION];
  return { ...stage, region: regions[0] ?? DEFAULT_REGION, regions };
}

/** The regions of the stage beside the first one. */
export function otherRegions({ regions }: { readonly regions: readonly string[] }): readonly string[] {
  return regions.slice(1);
}
