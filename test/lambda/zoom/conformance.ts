import type { Stated } from '../conformance/requests.ts';

export const stated: Stated = {
  configuration: { hosts: true, lifetime: { default: 3_600, maximum: 172_800 } },
  shortestLifetimeSeconds: 1_800,
};
