import * as v from 'valibot';
import { identifier } from '../../api/names.ts';
import { Lifetime } from '../shared/rights/lifetime.ts';
import { section } from '../shared/settings/options.ts';
import { sources } from './contract.ts';
import { roomSettingNames, roomSettings } from './token-request.ts';

/** The environment variable with the URL that clients are told. */
export const URL_VARIABLE = 'LIVEKIT_URL';

export const LiveKitUrl = v.pipe(
  v.string('a URL that starts with wss:// or https://'),
  v.check(isServerUrl, 'a URL that starts with wss:// or https://, without credentials, query or #'),
  v.maxLength(500, 'a URL of 500 characters at most'),
);

function isServerUrl(text: string): boolean {
  if (!/^(?:wss|https):\/\//.test(text) || !URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '' && !/[?#\s]/.test(text);
}

function yesOrNo(byDefault: boolean, description: string) {
  return v.optional(v.pipe(v.boolean('true or false'), v.description(description)), byDefault);
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

const RoomConfig = v.pipe(
  section({
    always: v.optional(
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
      {},
    ),
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
      publish: yesOrNo(true, 'Whether tokens of `POST /livekit/token` publish tracks: its body can’t say it.'),
      subscribe: yesOrNo(true, 'Whether they receive tracks.'),
      data: yesOrNo(true, 'Whether they send data messages.'),
      sources: v.optional(
        v.pipe(
          listOf(v.picklist(sources, `one of ${sources.join(', ')}`), 'a list of sources'),
          v.minLength(1, 'at least one source; publish: false allows none'),
          v.description(
            'What they publish: a list of `camera`, `microphone`, `screen_share`, `screen_share_audio`. Default: anything.',
          ),
        ),
      ),
      updateOwnMetadata: yesOrNo(
        false,
        'Whether the participants of all tokens, of GET too, may change their own name, metadata and attributes.',
      ),
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
