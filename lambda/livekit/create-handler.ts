import { ApiError } from '../../api/errors.ts';
import { type Handler, on, type RequestContext, serve, type WithRights } from '../shared/http/serve.ts';
import { atMost, grantedSeconds } from '../shared/rights/lifetime.ts';
import { type CallerRights, inShort, mayHave, patternsAsWritten, type Rights } from '../shared/rights/rights.ts';
import { askedNothing } from './asked-nothing.ts';
import {
  type ConnectionDetails,
  livekitEndpointRoute,
  livekitRights,
  livekitTokenRoute,
  type Source,
  sources,
  sourcesIn,
} from './contract.ts';
import type { LiveKitKeys } from './keys.ts';
import type { LiveKitOptions } from './options.ts';
import { askedSettings, roomConfigOf } from './room-config.ts';
import { type Grants, MAX_TOKEN, type Participant, roomToken } from './room-token.ts';
import { checkGranted } from './stage-grants.ts';
import { type AskedRoomConfig, agentKey, type TokenRequest } from './token-request.ts';

type Own = CallerRights<typeof livekitRights>;
type Context = RequestContext & WithRights<typeof livekitRights>;

/**
 * @param url of the LiveKit server, for the answers.
 * @param newId gives an id that nobody has had.
 */
export function createHandler(
  keys: () => Promise<LiveKitKeys>,
  options: LiveKitOptions,
  url: string,
  now: () => number,
  newId: () => string,
  rights: Rights<typeof livekitRights>,
): Handler {
  async function vend(
    participant: Participant,
    grants: Omit<Grants, 'updateOwnMetadata'>,
    roomConfig: AskedRoomConfig | undefined,
    expireTime: number | undefined,
    { rights: own, maximumLifetimeSeconds }: Context,
  ): Promise<ConnectionDetails> {
    const updateOwnMetadata = options.grants.updateOwnMetadata && own.only.metadata !== false;
    const mayDispatch = (agent: string) => mayHave(livekitRights, own, { ...askedNothing, agents: agent });
    const claim = roomConfigOf(roomConfig, options, mayDispatch);
    const seconds = grantedSeconds(expireTime, atMost(maximumLifetimeSeconds, options.lifetime));
    const token = await roomToken(await keys(), participant, { ...grants, updateOwnMetadata }, claim, seconds, now());
    const { length } = token.participant_token;
    // Names alone never make it as long, so no GET is refused here.
    if (length > MAX_TOKEN)
      throw new ApiError(
        'invalid_request',
        `the token would have ${length} characters, and the URL that it becomes a part of has place for ${MAX_TOKEN}: give less metadata, or fewer attributes`,
      );
    return { server_url: url, ...token };
  }

  return serve(
    [
      on(
        livekitEndpointRoute,
        async (_query, { body, ...context }) => {
          const { room_name, participant_identity, participant_name, participant_metadata } = body;
          const room = room_name ?? chosen('rooms', `room-${newId()}`, 'room_name', context);
          const identity =
            participant_identity ?? chosen('identities', `user-${newId()}`, 'participant_identity', context);
          context.chosen({ room_name: room, participant_identity: identity });
          const participant = {
            room,
            identity,
            name: participant_name,
            metadata: participant_metadata,
            attributes: body.participant_attributes,
          };
          return vend(participant, grantsFor(context.rights, options), body.room_config, undefined, context);
        },
        (_query, { body }) => ({
          // The body can't ask for the rest: `grantsFor` keeps what the stage grants within the rights.
          ...askedNothing,
          rooms: body.room_name,
          identities: body.participant_identity,
          agents: body.room_config?.agents?.map(agentKey),
          metadata: hasMetadata(body),
          roomConfig: askedSettings(body.room_config).length > 0,
        }),
      ),
      on(
        livekitTokenRoute,
        async ({ room, identity, name, publish, subscribe, data, sources: asked, expireTime }, context) =>
          vend(
            { room, identity, name },
            {
              publish: publish === 'true',
              subscribe: subscribe === 'true',
              data: data === 'true',
              sources: asked === undefined ? everySource(context.rights, options) : sourcesIn(asked),
            },
            undefined,
            expireTime,
            context,
          ),
        ({ room, identity, publish, subscribe, data, sources: asked, expireTime }) => {
          const permissions = {
            publish: publish === 'true',
            subscribe: subscribe === 'true',
            data: data === 'true',
            sources: asked === undefined ? (publish === 'true' ? sources : []) : sourcesIn(asked),
          };
          // Here and not where it is answered, so that HEAD is refused, too.
          checkGranted(permissions, options);
          return { ...askedNothing, rooms: room, identities: identity, ...permissions, lifetimeSeconds: expireTime };
        },
      ),
    ],
    now,
    rights,
  );
}

/** What the stage grants to a request that can't ask for it, narrowed to the caller's rights. */
function grantsFor({ only }: Own, { grants }: LiveKitOptions): Omit<Grants, 'updateOwnMetadata'> {
  return {
    publish: grants.publish && only.publish !== false,
    subscribe: grants.subscribe && only.subscribe !== false,
    data: grants.data && only.data !== false,
    sources: both(grants.sources, only.sources),
  };
}

/** Where stage or rights name sources they have all of them here, but LiveKit knows tracks of no source, too. */
function everySource({ only }: Own, { grants }: LiveKitOptions): readonly Source[] | undefined {
  return grants.sources === undefined && only.sources === undefined ? undefined : sources;
}

function both(some: readonly Source[] | undefined, others: readonly Source[] | undefined) {
  return some === undefined || others === undefined ? (some ?? others) : some.filter((each) => others.includes(each));
}

function hasMetadata({ participant_metadata, participant_attributes, room_config }: TokenRequest): boolean {
  const given = [
    { metadata: participant_metadata, attributes: participant_attributes },
    { metadata: room_config?.metadata, attributes: undefined },
    ...(room_config?.agents ?? []),
  ];
  return given.some(({ metadata = '', attributes = {} }) => metadata !== '' || Object.keys(attributes).length > 0);
}

/** A new name in place of one that wasn't given. @throws ApiError `not_allowed` where the caller may not have it. */
function chosen(
  term: 'rooms' | 'identities',
  name: string,
  field: string,
  { rights: own }: WithRights<typeof livekitRights>,
): string {
  if (mayHave(livekitRights, own, { ...askedNothing, [term]: name })) return name;
  throw new ApiError(
    'not_allowed',
    `this caller may not have a new ${livekitRights[term].called} made for it: give ${field}; allowed: ${inShort(patternsAsWritten(own, term))}`,
  );
}
