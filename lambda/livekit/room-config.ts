import { ApiError } from '../../api/errors.ts';
import { quoted } from '../../api/query.ts';
import { matchesPattern } from '../shared/rights/name-pattern.ts';
import { notAllowed } from '../shared/rights/rights.ts';
import { camelCase } from './either-spelling.ts';
import type { LiveKitOptions } from './options.ts';
import { type AskedAgent, type AskedRoomConfig, agentKey, isDelayRange, roomSettingNames } from './token-request.ts';

/** The claim `roomConfig`, in the form of protobuf's JSON. */
export type RoomConfigClaim = Readonly<Record<string, unknown>>;

/** Egress can hold credentials of a storage and records the room; a name stands for settings that aren't seen here. */
const NEVER = ['name', 'egress', 'tags'] as const;

/** The settings that a request gives. Protobuf's default is the same as none, and some clients send it. */
export function askedSettings(asked: AskedRoomConfig = {}): (typeof roomSettingNames)[number][] {
  return roomSettingNames.filter((name) => !isDefault(asked[name]));
}

/**
 * The claim: what the stage says, and what the request may add.
 *
 * @param mayDispatch whether the caller's rights allow an agent of the stage.
 * @returns undefined for none.
 * @throws ApiError `not_allowed` for what the stage lets no request give, `invalid_request` for settings that don't fit
 *   together.
 */
export function roomConfigOf(
  asked: AskedRoomConfig = {},
  { agents: listed, room_config: { always, byRequest } }: LiveKitOptions,
  mayDispatch: (agent: string) => boolean,
): RoomConfigClaim | undefined {
  for (const name of NEVER) {
    if (asked[name] !== undefined) throw notAllowed(`room_config.${name}`, ['none of it']);
  }
  const own = asked.agents ?? [];
  for (const agent of own) {
    const key = agentKey(agent);
    if (!listed.some((pattern) => matchesPattern(pattern, key)))
      throw notAllowed(`the agent ${quoted(key)}`, listed.map(quoted));
    if (agent.restart_policy !== undefined) throw notAllowed('room_config.agents.restart_policy', ['none of it']);
  }
  const settings = askedSettings(asked);
  for (const name of settings) {
    if (!byRequest.includes(name)) throw notAllowed(`room_config.${name}`, byRequest);
  }
  const { agents: _, ...fixed } = always;
  // A setting is either fixed or left to requests.
  const given = { ...fixed, ...Object.fromEntries(settings.map((name) => [name, asked[name]])) };
  if (!isDelayRange(given))
    throw new ApiError('invalid_request', 'room_config.max_playout_delay must be no less than min_playout_delay');
  const byStage = always.agents.filter(
    (name) => mayDispatch(name) && !own.some(({ agent_name }) => agent_name === name),
  );
  const dispatched = [...own, ...byStage.map((agent_name): AskedAgent => ({ agent_name }))].map(dispatch);
  const claim = Object.fromEntries([
    ...roomSettingNames.flatMap((name) => {
      return isDefault(given[name]) ? [] : [[camelCase(name), given[name]]];
    }),
    ...(dispatched.length === 0 ? [] : [['agents', dispatched]]),
  ]);
  return Object.keys(claim).length === 0 ? undefined : claim;
}

function dispatch({ agent_name, metadata, deployment, attributes }: AskedAgent): RoomConfigClaim {
  return {
    agentName: agent_name,
    ...(metadata && { metadata }),
    ...(deployment && { deployment }),
    ...(attributes && Object.keys(attributes).length > 0 && { attributes }),
  };
}

function isDefault(value: unknown): boolean {
  return value === undefined || value === '' || value === 0 || value === false;
}
