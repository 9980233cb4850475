import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { livekit } from '../../../lambda/livekit/provider.ts';

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
