import * as v from 'valibot';
import { EDGE_REGION } from '../secrets/secret-names.ts';
import type { StageConfig } from './stage.ts';

const REGION = 'an AWS region, such as eu-west-1';

/** Where the partition `aws` ends: China, GovCloud, the closed ones, and the European Sovereign Cloud. */
const ELSEWHERE = /^(?:cn|us-gov|(?:us|eu)-iso[a-z]*|eusc(?:-[a-z]+)?)-/;

/** Regions come, so this checks how they are named, and has no list of them. */
const NAME = /^[a-z]{2}-(?:central|(?:north|south)(?:east|west)?|east|west)-\d$/;

const PARTITION = 'a region of the partition aws: CloudFront and the guard are there, and a stage is in one partition';

export const Region = v.pipe(
  v.string(REGION),
  v.check(
    (region) => NAME.test(region) && !ELSEWHERE.test(region),
    ({ input }) => (ELSEWHERE.test(input) ? PARTITION : REGION),
  ),
);

/** The guard runs in 13 regions: more replicas are near to nobody. */
const MOST = 12;

export const ReplicaRegions = v.pipe(
  v.array(
    v.pipe(
      Region,
      v.check(
        (region) => region !== EDGE_REGION,
        `another region than ${EDGE_REGION}, where the secrets are themselves`,
      ),
    ),
    'a list of regions',
  ),
  v.check((regions) => new Set(regions).size === regions.length, 'each region once'),
  v.check((regions) => regions.length <= MOST, `${MOST} regions at most`),
  v.description(
    `Regions that get a replica of what the guard reads: the callers’ secrets and the deny list. The guard asks the nearest region, and another one if that doesn’t answer, so viewers far from us-east-1 get their first answers sooner, and us-east-1 may be lost ([more](operations.md#replicas-of-secrets)). By default, a stage with two \`regions\` has replicas there, and one with a single region has none. $0.40 a month for each secret and region; at most ${MOST}.`,
  ),
);

/**
 * Where the origin secret is replicated to. Authorizers read it in their own region then, and go on where us-east-1 is
 * lost. In a stage with one region they read it in us-east-1.
 */
export function originReplicaRegions({ regions }: Pick<StageConfig, 'regions'>): readonly string[] {
  return regions.length === 1 ? [] : regions.filter((region) => region !== EDGE_REGION);
}

/** Where the secrets that the guard reads are replicated to. With two regions, it can do without us-east-1 too. */
export function replicaRegions(stage: Pick<StageConfig, 'edge' | 'regions'>): readonly string[] {
  return stage.edge.replicaRegions ?? originReplicaRegions(stage);
}

/**
 * A stage whose second region doesn't help where us-east-1 is lost, since the guard reads its secrets there alone.
 *
 * @returns what to say, by the path in the stage's configuration.
 */
export function guardInOneRegion(stage: Pick<StageConfig, 'edge' | 'regions'>): Readonly<Record<string, string>> {
  if (stage.regions.length === 1 || replicaRegions(stage).length > 0) return {};
  const path = 'edge.replicaRegions';
  return {
    [path]: `${path} is empty: the guard reads its secrets in ${EDGE_REGION} alone, and where that is lost, so is every token, with two regions too. Leave it out for replicas in the stage’s regions.`,
  };
}
