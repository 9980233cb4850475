import * as v from 'valibot';
import { Lifetime } from '../shared/rights/lifetime.ts';
import { named } from '../shared/settings/named.ts';
import { section, yesOrNo } from '../shared/settings/options.ts';
import { EVERY_OPERATION, type Operation, operations } from './operations.ts';
import { isEveryChannel, isResource } from './resource.ts';

const RESOURCE = 'a channel, or several with * in place of a whole part between colons, such as chat:*';
const OPERATIONS = `a list of ${operations.join(', ')}, or ['*'] for all`;
const CAPABILITY = "operations by channel, such as { 'chat:*': ['subscribe', 'publish'] }";

/** The environment variable by which `npm start` has tokens revoked in a sandbox. */
export const SANDBOX_VARIABLE = 'ABLY_SANDBOX_URL';

/** Ably's capability object: which operations a token allows on which channels. */
export const Capability = v.pipe(
  named(
    v.pipe(v.string(RESOURCE), v.check(isResource, RESOURCE)),
    v.pipe(
      v.array(v.picklist([...operations, EVERY_OPERATION], OPERATIONS), OPERATIONS),
      v.nonEmpty(OPERATIONS),
      v.check((all) => all.length === 1 || !all.includes(EVERY_OPERATION), OPERATIONS),
    ),
    CAPABILITY,
  ),
  v.check((capability) => Object.keys(capability).length > 0, CAPABILITY),
);
export type Capability = Readonly<Record<string, readonly (Operation | typeof EVERY_OPERATION)[]>>;

/** How a stage vends Ably tokens: a part of the stage's configuration, passed to the function unchanged. */
export const AblyOptions = v.pipe(
  section({
    capability: v.pipe(
      Capability,
      v.description(
        'What tokens allow at most, as [Ably’s capability object](https://ably.com/docs/auth/capabilities): `{ "chat:*": ["subscribe", "publish"] }`.',
      ),
    ),
    allowEverything: yesOrNo(
      false,
      'Whether `capability` may be every operation on every channel: `{ "*": ["*"] }`, or what comes to the same.',
    ),
    lifetime: v.optional(Lifetime, {}),
  }),
  v.forward(
    v.check(
      ({ capability, allowEverything }) => allowEverything || !isEverything(capability),
      "less than { '*': ['*'] }, or allowEverything: true beside it; '*:*' is every channel, too, and all operations are '*'",
    ),
    ['capability'],
  ),
);
export type AblyOptions = v.InferOutput<typeof AblyOptions>;

/** However it is written: every operation may be listed, and the list may be parted among resources. */
function isEverything(capability: Capability): boolean {
  const everywhere = Object.entries(capability).flatMap(([resource, given]) => (isEveryChannel(resource) ? given : []));
  return everywhere.includes(EVERY_OPERATION) || operations.every((operation) => everywhere.includes(operation));
}
