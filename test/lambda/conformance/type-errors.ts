import * as v from 'valibot';
import { query } from '../../../api/query.ts';
import type { Route } from '../../../api/route.ts';
import { noTerms, type Terms } from '../../../api/terms.ts';
import { VendedToken } from '../../../api/tokens.ts';
import { on } from '../../../lambda/shared/http/serve.ts';
import { defineProvider } from '../../../lambda/shared/providers/provider.ts';
import { section } from '../../../lambda/shared/settings/options.ts';

/*
 * What must not compile: the slips that would leave a right without effect, or a route without a function. Nobody runs
 * this file; `npm run types` fails where a line marked so is no error any more.
 */

const rights = {
  rooms: { kind: 'names', called: 'room', listed: 'room patterns', expected: 'a room', description: 'Rooms.' },
  roles: {
    kind: 'choices',
    called: 'role',
    listed: 'roles',
    choices: ['host', 'guest'],
    parameter: 'role',
    description: 'Roles.',
  },
  record: { kind: 'flag', called: 'recording', description: 'Whether calls are recorded.' },
  seats: { kind: 'count', called: 'a call', unit: 'seats', min: 1, max: 100, description: 'How many may take part.' },
} as const satisfies Terms;

const route = {
  name: 'room',
  method: 'GET',
  path: '/room',
  example: '/room?room=any',
  audience: 'client',
  provider: 'rooms',
  rights,
  summary: 'A token for a room.',
  query: query({ room: v.string(), role: v.optional(v.picklist(['host', 'guest']), 'guest') }),
  response: VendedToken,
  failures: ['not_configured'],
} as const satisfies Route;

const answer = () => ({ token: 'any', expiresAt: '2026-01-01T00:00:00Z' });

const asked = { rooms: 'any', roles: 'guest', record: false, seats: 1, lifetimeSeconds: undefined } as const;
const { seats: _, ...forgotten } = asked;

export const endpoints = [
  on(route, answer, () => asked),
  on(route, answer, 'nothing'),
  // @ts-expect-error a term is forgotten
  on(route, answer, () => forgotten),
  // @ts-expect-error a term is misspelt
  on(route, answer, () => ({ ...forgotten, seat: 1 })),
  // @ts-expect-error the lifetime is forgotten
  on(route, answer, () => ({ rooms: 'any', roles: 'guest' as const, record: false, seats: 1 })),
  // @ts-expect-error there is no such choice
  on(route, answer, () => ({ ...asked, roles: 'owner' as const })),
  // @ts-expect-error a number is no yes or no
  on(route, answer, () => ({ ...asked, record: 1 })),
  // @ts-expect-error a name is no number
  on(route, answer, () => ({ ...asked, seats: 'many' })),
  // @ts-expect-error the query has no such parameter
  on(route, answer, ({ rom }) => ({ ...asked, rooms: rom })),
  // @ts-expect-error the answer has no end
  on(route, () => ({ token: 'any' }), 'nothing'),
  // @ts-expect-error what is asked for isn't said
  on(route, answer),
];

const rooms = {
  id: 'rooms',
  title: 'Rooms',
  routes: [route],
  configuration: section({ region: v.optional(v.string(), 'eu') }),
  rights,
  isRemote: false,
  functions: [
    {
      folder: 'rooms',
      construct: 'Rooms',
      does: 'vends tokens for rooms',
      audiences: ['client'],
      secret: { owner: 'Rooms', title: 'Rooms', schema: v.object({ apiSecret: v.string() }) },
      options: (configuration: { readonly region: string }) => configuration,
    },
  ],
} as const;

const [ofRooms] = rooms.functions;
const ofZones = { ...ofRooms, options: ({ zone }: { readonly zone: string }) => ({ zone }) };

export const descriptors = [
  defineProvider(rooms),
  // @ts-expect-error the route is another provider’s
  defineProvider({ ...rooms, routes: [{ ...route, provider: 'halls' }] }),
  // @ts-expect-error the route is no provider’s
  defineProvider({ ...rooms, routes: [{ ...route, provider: undefined }] }),
  // @ts-expect-error the route has none of the provider’s terms
  defineProvider({ ...rooms, routes: [{ ...route, rights: noTerms }] }),
  // @ts-expect-error the route says nothing of rights
  defineProvider({ ...rooms, routes: [{ ...route, rights: undefined }] }),
  // @ts-expect-error the route lacks one of the provider’s terms
  defineProvider({ ...rooms, routes: [{ ...route, rights: { rooms: rights.rooms } }] }),
  // @ts-expect-error no function is there to answer the route
  defineProvider({ ...rooms, functions: [] }),
  // @ts-expect-error there is no such audience
  defineProvider({ ...rooms, functions: [{ ...ofRooms, audiences: ['anybody'] }] }),
  // @ts-expect-error the configuration has no such field
  defineProvider({ ...rooms, functions: [ofZones] }),
  // @ts-expect-error there is no such kind of term
  defineProvider({ ...rooms, rights: { rooms: { ...rights.rooms, kind: 'name' } }, routes: [] }),
];

defineProvider({
  ...rooms,
  // @ts-expect-error there is no such term
  rightsFaults: ({ only: { room } }) => [{ path: ['rooms', 'room'], expected: `other rooms than ${room}` }],
});
