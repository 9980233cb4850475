import type { Decode } from '../shared/decoding/decode.ts';
import { isObject, jwtOf } from '../shared/decoding/jwt.ts';

const NAMES: Readonly<Record<string, string>> = {
  iss: 'API key',
  sub: 'Identity',
  name: 'Name',
  metadata: 'Metadata',
  attributes: 'Attributes',
  roomConfig: 'Where it is the first in the room',
};

/** What each grant allows, in words. One that is missing here is shown under its own name. */
const MAY: Readonly<Record<string, string>> = {
  roomJoin: 'join',
  canPublish: 'publish tracks',
  canSubscribe: 'receive tracks',
  canPublishData: 'send data',
  canUpdateOwnMetadata: 'change its own metadata',
};

/** A LiveKit token: a JWT whose claim `video` has the grants. */
export const decode: Decode = jwtOf({
  format: 'LiveKit token (JSON Web Token)',
  fits: ({ video }) => isObject(video),
  names: NAMES,
  rowsOf: { video: (video) => (isObject(video) ? grants(video) : []) },
});

function grants(video: Readonly<Record<string, unknown>>): [name: string, value: string][] {
  const { room, canPublishSources, ...flags } = video;
  const worded = (wanted: boolean) =>
    Object.entries(flags).flatMap(([name, value]) => (value === wanted ? [MAY[name] ?? name] : []));
  const others = Object.entries(flags).filter(([, value]) => typeof value !== 'boolean');
  return [
    ['Room', String(room)],
    ['May', worded(true).join(', ')],
    ...(Array.isArray(canPublishSources) ? [['Publishes only', canPublishSources.join(', ')] as [string, string]] : []),
    ['May not', worded(false).join(', ')],
    ...others.map(([name, value]): [string, string] => [name, JSON.stringify(value)]),
  ];
}
