import { AllTopics, CacheRole, type DisposableTokenScope, TopicRole } from '@gomomento/sdk';
import type { TokenScope } from './options.ts';

const topicRole = {
  publishsubscribe: TopicRole.PublishSubscribe,
  subscribeonly: TopicRole.SubscribeOnly,
  publishonly: TopicRole.PublishOnly,
} as const;

const cacheRole = {
  readwrite: CacheRole.ReadWrite,
  readonly: CacheRole.ReadOnly,
  writeonly: CacheRole.WriteOnly,
} as const;

/** A scope in the SDK's form. The SDK sends a key prefix only if all permissions are about items. */
export function disposableScope({ cache, topics, items }: TokenScope): DisposableTokenScope {
  if (items?.keyPrefix !== undefined) {
    return { permissions: [{ role: cacheRole[items.role], cache, item: { keyPrefix: items.keyPrefix } }] };
  }
  return {
    permissions: [
      ...(topics === undefined ? [] : topicsOf(topics)).map((topic) => ({ ...topic, cache })),
      ...(items === undefined ? [] : [{ role: cacheRole[items.role], cache }]),
    ],
  };
}

function topicsOf({ role, names }: NonNullable<TokenScope['topics']>) {
  return (names === 'all' ? [AllTopics] : names).map((topic) => ({ role: topicRole[role], topic }));
}
