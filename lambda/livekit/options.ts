import * as v from 'valibot';
import { identifier } from '../../api/names.ts';
import { Lifetime } from '../shared/rights/lifetime.ts';
import { section, yesOrNo } from '../shared/settings/options.ts';
import { sources } from './contract.ts';
import { isDelayRange, roomSettingNames, roomSettings } from './token-request.ts';

/** The environment variable with the URL that clients are told. */
export const URL_VARIABLE = 'LIVEKIT_URL';

/** The environment variable by which `npm start` has participants removed in a sandbox. */
export const SANDBOX_VARIABLE = 'LIVEKIT_SANDBOX_URL';

export const LiveKitUrl = v.pipe(
  v.string('a URL that starts with wss:// or https://'),
  v.check((text) => isServerUrl(text), 'a URL that starts with wss:// or https://, without credentials, query or #'),
  v.maxLength(500, 'a URL of 500 characters at most'),
);

/** Host, port and path as any client reads them: a parser would mend a URL such as `wss:///host` or `wss://host\\path`. */
const HOST_AND_PATH = /^(?:\[[\da-fA-F:.]+\]|[\w.-]+)(?::\d{1,5})?(?:\/[!"$->@-[\]-~]*)?$/;

/** @param schemes that it may have. */
export function isServerUrl(text: string, schemes: readonly string[] = ['wss', 'https']): boolean {
  const [scheme = '', ...rest] = text.split('://');
  return schemes.includes(scheme) && HOST_AND_PATH.test(rest.join('://')) && URL.canParse(text);
}

const AgentPattern = v.pipe(
  v.string('an agent’s name'),
  v.regex(/^[^\p{Cc}]{1,200}$/u, 'an agent’s name, or NAME/DEPLOYMENT, in which * stands for any characters'),
);

function listOf<const S extends v.GenericSchema>(entry: S, expected: string) {
  return v.pipe(v.array(entry, expected), v.maxLength(100, '100 entries at most'));
}

const settings = Object.fromEntries(
  Object.entries(roomSettings).map(([name, schema]) => [name, v.optional(schema as v.GenericSchema)]),
) as unknown as {
  readonly [K in keyof typeof roomSettings]: v.OptionalSchema<(typeof roomSettings)[K], undefined>;
};

/** A part of every token, which must leave place for the longest names: see `MAX_TOKEN` of room-token.ts. */
const MAX_ALWAYS_BYTES = 2_048;

const Always = v.pipe(
  section({
    agents: v.optional(
      v.pipe(
        listOf(
          v.pipe(
            identifier(128),
            v.check((name) => !name.includes('/'), 'an agent’s name without /'),
          ),
          'a list of agents’ names',
        ),
        v.description('Agents that every token dispatches, as far as the caller’s rights allow them.'),
      ),
      [],
    ),
    ...settings,
  }),
  v.forward(
    v.check((always) => isDelayRange(always), 'no less than min_playout_delay'),
    ['max_playout_delay'],
  ),
  v.check(({ agents, ...others }) => {
    const claim = JSON.stringify({ ...others, agents: agents.map((agent_name) => ({ agent_name })) });
    return new TextEncoder().encode(claim).length <= MAX_ALWAYS_BYTES;
  }, `agents and settings of at most ${MAX_ALWAYS_BYTES} bytes together, since every token has them`),
);

const RoomConfig = v.pipe(
  section({
    always: v.optional(Always, {}),
    byRequest: v.optional(
      v.pipe(
        listOf(
          v.picklist(roomSettingNames, `one of ${roomSettingNames.join(', ')}`),
          `a list of ${roomSettingNames.join(', ')}`,
        ),
        v.description('The settings that a request may give in `room_config`. By default none: others are refused.'),
      ),
      [],
    ),
  }),
  v.forward(
    v.check(
      ({ always, byRequest }) => byRequest.every((name) => always[name] === undefined),
      'no setting that `always` has, too',
    ),
    ['byRequest'],
  ),
);

/** How a stage vends LiveKit tokens: a part of the stage's configuration, without the URL, as the function gets it. */
export const LiveKitOptions = section({
  lifetime: v.optional(Lifetime, {}),
  grants: v.optional(
    section({
      publish: yesOrNo(
        true,
        'Whether tokens may publish tracks. Those of `POST /livekit/token` do then, since its body can’t say it.',
      ),
      subscribe: yesOrNo(true, 'The same for receiving tracks.'),
      data: yesOrNo(true, 'The same for sending data messages.'),
      sources: v.optional(
        v.pipe(
          listOf(v.picklist(sources, `one of ${sources.join(', ')}`), 'a list of sources'),
          v.minLength(1, 'at least one source; publish: false allows none'),
          v.description(
            'What they may publish: a list of `camera`, `microphone`, `screen_share`, `screen_share_audio`. Default: anything.',
          ),
        ),
      ),
      updateOwnMetadata: yesOrNo(false, 'Whether the participants may change their own name, metadata and attributes.'),
    }),
    {},
  ),
  agents: v.optional(
    v.pipe(
      listOf(AgentPattern, 'a list of agents’ names'),
      v.description(
        'The agents that a request may dispatch, with `*` for any characters. `NAME/DEPLOYMENT` is one in a deployment. By default none.',
      ),
    ),
    [],
  ),
  room_config: v.optional(RoomConfig, {}),
});
export type LiveKitOptions = v.InferOutput<typeof LiveKitOptions>;
