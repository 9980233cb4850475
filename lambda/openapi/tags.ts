import { COMMON_TAG, type Tag } from '../../api/openapi.ts';
import type { Audience } from '../../api/route.ts';
import { providers } from '../providers.ts';

/** What the OpenAPI document for an audience says of each provider's routes, and of those that no provider has. */
export function tagsFor(audience: Audience): Tag[] {
  const ofProviders = providers.map(({ id, title, functions }) => ({
    name: id,
    'x-displayName': title,
    description: functions
      .filter(({ audiences }) => audiences.includes(audience))
      .map(({ does }) => `${does.charAt(0).toUpperCase()}${does.slice(1)}.`)
      .join(' '),
  }));
  const common = { name: COMMON_TAG, 'x-displayName': 'Stagepass', description: 'About the stage itself.' };
  return [...ofProviders, common];
}
