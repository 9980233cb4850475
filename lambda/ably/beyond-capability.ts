import { quoted } from '../../api/query.ts';
import type { RightsFault } from '../shared/providers/provider.ts';
import { inShort, type Only } from '../shared/rights/rights.ts';
import { matchesSomeOf } from './channel-pattern.ts';
import type { AblyRights } from './contract.ts';
import { EVERY_OPERATION, operations as everyOperation } from './operations.ts';
import type { Capability } from './options.ts';

/** Rights to channels, or to operations on them, that no token of the stage has. */
export function beyondCapability(
  { channels, operations = [] }: Pick<Only<AblyRights>, 'channels' | 'operations'>,
  capability: Capability,
): RightsFault[] {
  const resources = Object.keys(capability);
  const faults: RightsFault[] = (channels ?? []).flatMap((pattern, at) =>
    resources.some((resource) => matchesSomeOf(resource, pattern))
      ? []
      : [
          {
            path: ['ably', 'channels', at],
            expected: `channels of which the stage’s capability has some: ${inShort(resources.map(quoted))}`,
          },
        ],
  );
  const own = resources.filter((resource) => channels?.some((pattern) => matchesSomeOf(resource, pattern)) ?? true);
  // Without a channel there are no operations: that is said already.
  if (own.length === 0) return faults;
  const given = new Set(own.flatMap((resource) => capability[resource] ?? []));
  if (given.has(EVERY_OPERATION)) return faults;
  const there = everyOperation.filter((operation) => given.has(operation));
  return [
    ...faults,
    ...operations.flatMap((operation, at) =>
      given.has(operation)
        ? []
        : [
            {
              path: ['ably', 'operations', at],
              expected: `an operation of those that the stage’s capability has there: ${there.join(', ')}`,
            },
          ],
    ),
  ];
}
