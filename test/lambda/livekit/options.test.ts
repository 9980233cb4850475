import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { livekit } from '../../../lambda/livekit/provider.ts';
import { MAX_TOKEN } from '../../../lambda/livekit/room-token.ts';
import { captureLog } from '../../support/captured-log.ts';
import { livekit as functionOf } from './fixtures.ts';

const url = 'wss://livekit.example.com';

function problem(configuration: object): string | undefined {
  const { issues } = v.safeParse(livekit.configuration, configuration);
  return issues && `${v.getDotPath(issues[0])}: expected ${issues[0].message}`;
}

describe('the configuration of LiveKit', () => {
  it.each(['wss://livekit.example.com', 'https://livekit.example.com:7880/below', 'wss://[2001:db8::1]'])(
    'takes the URL %s',
    (given) => {
      expect(problem({ url: given })).toBeUndefined();
    },
  );

  it.each([
    'livekit.example.com',
    'ws://livekit.example.com',
    'http://livekit.example.com',
    'wss://key:secret@livekit.example.com',
    'wss://livekit.example.com?access_token=x',
    'wss://livekit.example.com#x',
    'wss://live kit.example.com',
    'wss://',
    'wss:///livekit.example.com',
    'wss://livekit.example.com\\below',
    'wss://@livekit.example.com',
    'wss://:secret@livekit.example.com',
    'wss://livekit.example.com/be\u0007low',
    ' wss://livekit.example.com',
    'wss://livekit.example.com\n',
    'wss://livekit.example.com:x',
    `wss://${'a'.repeat(500)}.example.com`,
  ])('refuses the URL %s', (given) => {
    expect(problem({ url: given })).toMatch(/^url: expected a URL/);
  });

  it('says what is missing or wrong', () => {
    expect(problem({})).toBe('url: expected a value');
    expect(problem({ url, agents: 'assistant' })).toBe('agents: expected a list of agents’ names');
    expect(problem({ url, agents: [''] })).toContain('agents.0: expected an agent’s name');
    expect(problem({ url, grants: { sources: [] } })).toContain('grants.sources: expected at least one source');
    expect(problem({ url, grants: { roomAdmin: true } })).toContain('grants.roomAdmin: expected one of publish');
    expect(problem({ url, room_config: { always: { egress: {} } } })).toContain('room_config.always.egress: expected');
    expect(problem({ url, room_config: { byRequest: ['egress'] } })).toContain('room_config.byRequest.0: expected one');
    expect(problem({ url, room_config: { always: { agents: ['a/b'] } } })).toContain('an agent’s name without /');
    const always = { min_playout_delay: 200, max_playout_delay: 100 };
    expect(problem({ url, room_config: { always } })).toBe(
      'room_config.always.max_playout_delay: expected no less than min_playout_delay',
    );
    expect(problem({ url, room_config: { always: { ...always, max_playout_delay: 0 } } })).toBeUndefined();
  });

  it.each(['wss:///x', 'ws://x\\y', 'http://@x', 'ws://x?token=y'])('has no %s in .env, either', (given) => {
    const { fits } = livekit.functions[0].url.formOf();
    expect(fits(given)).toBe(false);
    expect(fits('ws://localhost:7880')).toBe(true);
  });

  it('leaves place in a token for the longest names', async () => {
    const tooMuch =
      'room_config.always: expected agents and settings of at most 2048 bytes together, since every token has them';
    const agents = Array.from({ length: 85 }, (_, at) => `agent-${at}`.slice(-6));
    expect(problem({ url, room_config: { always: { metadata: 'é'.repeat(1_100) } } })).toBe(tooMuch);
    expect(problem({ url, room_config: { always: { agents } } })).toBe(tooMuch);
    const room_config = { always: { agents: agents.slice(1) } };
    expect(problem({ url, room_config })).toBeUndefined();
    captureLog();
    const longest = '"'.repeat(256);
    const { status, body } = await functionOf({ options: { room_config } }).get({
      room: longest,
      identity: longest,
      name: longest,
    });
    expect(status).toBe(200);
    expect(body.participant_token.length).toBeLessThan(MAX_TOKEN - 500);
  });

  it('refuses a setting that is always so, and left to requests', () => {
    const both = { always: { max_participants: 5 }, byRequest: ['max_participants'] };
    expect(problem({ url, room_config: both })).toBe(
      'room_config.byRequest: expected no setting that `always` has, too',
    );
  });

  it('allows no agent, no setting and no change of metadata where it says nothing', () => {
    expect(v.parse(livekit.configuration, { url })).toEqual({
      url,
      lifetime: { default: 3_600, maximum: 86_400 },
      grants: { publish: true, subscribe: true, data: true, updateOwnMetadata: false },
      agents: [],
      room_config: { always: { agents: [] }, byRequest: [] },
    });
  });
});
