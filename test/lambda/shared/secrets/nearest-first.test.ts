import { expect, it } from 'vitest';
import { nearestFirst } from '../../../../lambda/shared/secrets/nearest-first.ts';

const regions = ['us-east-1', 'eu-west-1', 'ap-southeast-1'];

it.each([
  ['us-east-2', ['us-east-1', 'eu-west-1', 'ap-southeast-1']],
  ['us-west-2', ['us-east-1', 'eu-west-1', 'ap-southeast-1']],
  ['sa-east-1', ['us-east-1', 'eu-west-1', 'ap-southeast-1']],
  ['eu-central-1', ['eu-west-1', 'us-east-1', 'ap-southeast-1']],
  ['eu-west-1', ['eu-west-1', 'us-east-1', 'ap-southeast-1']],
  ['ap-south-1', ['ap-southeast-1', 'eu-west-1', 'us-east-1']],
  ['ap-northeast-1', ['ap-southeast-1', 'eu-west-1', 'us-east-1']],
  ['ap-southeast-2', ['ap-southeast-1', 'us-east-1', 'eu-west-1']],
])('from %s', (here, expected) => {
  expect(nearestFirst(regions, here)).toEqual(expected);
});

it('leaves the order where it isn’t known where we are', () => {
  expect(nearestFirst(regions, 'xx-north-9')).toEqual(regions);
  expect(nearestFirst(regions, '')).toEqual(regions);
});

it('puts a region last whose place isn’t known, unless we are there', () => {
  expect(nearestFirst(['xx-north-9', 'us-east-1'], 'eu-west-1')).toEqual(['us-east-1', 'xx-north-9']);
  expect(nearestFirst(['us-east-1', 'xx-north-9'], 'xx-north-9')).toEqual(['xx-north-9', 'us-east-1']);
});
