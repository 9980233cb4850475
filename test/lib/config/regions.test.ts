import * as v from 'valibot';
import { expect, it } from 'vitest';
import { Region } from '../../../lib/config/replica-regions.ts';

it.each(['us-east-1', 'ap-southeast-5', 'ca-west-1', 'il-central-1', 'mx-central-1', 'af-south-1', 'ap-northeast-3'])(
  'takes the region %s',
  (region) => {
    expect(v.is(Region, region)).toBe(true);
  },
);

it.each(['cn-northwest-1', 'us-gov-east-1', 'us-iso-east-1', 'us-isob-east-1', 'eu-isoe-west-1', 'us-isof-south-1'])(
  'refuses %s, which is in another partition',
  (region) => {
    expect(v.safeParse(Region, region).issues?.[0]?.message).toContain('a region of the partition aws');
  },
);

it.each(['us-east-1a', 'us-east', 'us-eest-1', 'us-east-west-1', 'global', 'eu-west-12', 'EU-WEST-1', ''])(
  'refuses %j, which is no region',
  (region) => {
    expect(v.safeParse(Region, region).issues?.[0]?.message).toBe('an AWS region, such as eu-west-1');
  },
);
