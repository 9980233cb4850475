import type { Stated } from '../conformance/requests.ts';

export const stated: Stated = {
  configuration: { owner: true, hidden: true, lifetime: { default: 600, maximum: 7_200 } },
};
