import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isIceUrl, isOpenPort, isTurn } from '../../../lambda/turn/ice-url.ts';
import { selectStage } from '../../../lib/config/config.ts';
import { remoteProviders, type StageInput } from '../../../lib/config/stage.ts';

type Turn = StageInput['providers']['turn'];

const own: Turn = { kind: 'shared-secret', urls: ['turn:turn.example.com'] };

function stage(turn: Turn, rights?: object): StageInput {
  return { providers: { turn, agora: {} }, callers: { client: { audience: 'client', ...(rights && { rights }) } } };
}

/** What is wrong with a stage, as synth says it; '' for nothing. */
function problemOf(turn: unknown, rights?: object): string {
  try {
    selectStage({ dev: stage(turn as Turn, rights) }, 'dev');
  } catch (error) {
    return (error as Error).message.replace('stagepass.config.ts is not right:\n  dev.', '');
  }
  return '';
}

const ONE = 'a STUN or TURN URL without credentials, such as turn:turn.example.com:3478?transport=udp';

const PORT = 'a port that browsers ask at: 80, 443, or one from 1024 on';

describe('the configuration of TURN', () => {
  it('has each kind', () => {
    const lifetime = { default: 3_600, maximum: 86_400 };
    const turnOf = (turn: Turn) => selectStage({ dev: stage(turn) }, 'dev').providers.turn;
    expect(turnOf(own)).toEqual({ ...own, lifetime });
    expect(turnOf({ kind: 'cloudflare' })).toEqual({ kind: 'cloudflare', urls: [], lifetime });
    expect(turnOf({ kind: 'twilio' })).toEqual({ kind: 'twilio', urls: [], lifetime });
  });

  it('has alarms and graphs of a provider’s failures where one is asked', () => {
    const remote = (turn: Turn) => remoteProviders(selectStage({ dev: stage(turn) }, 'dev'));
    expect([remote(own), remote({ kind: 'cloudflare' }), remote({ kind: 'twilio' })]).toEqual([[], ['turn'], ['turn']]);
  });

  it.each<[what: string, turn: unknown, problem: string]>([
    ['no kind', {}, 'providers.turn.kind: expected a value'],
    ['another kind', { kind: 'xirsys' }, "providers.turn.kind: expected 'shared-secret', 'cloudflare' or 'twilio'"],
    ['no URL', { kind: 'shared-secret' }, 'providers.turn.urls: expected at least one turn: or turns: URL'],
    ['STUN alone', { ...own, urls: ['stun:a.example'] }, 'providers.turn.urls: expected at least one turn: or turns:'],
    ['a web URL', { ...own, urls: ['http://turn.example.com'] }, `providers.turn.urls.0: expected ${ONE}`],
    ['a credential', { ...own, urls: ['turn:ada:secret@turn.example.com'] }, `providers.turn.urls.0: expected ${ONE}`],
    ['a port that browsers block', { ...own, urls: ['turn:a.example:53'] }, `providers.turn.urls.0: expected ${PORT}`],
    ['one for STUN', { ...own, urls: ['turn:a', 'stun:a:53'] }, `providers.turn.urls.1: expected ${PORT}`],
    ['a space', { ...own, urls: ['turn:turn.example.com '] }, `providers.turn.urls.0: expected ${ONE}`],
    [
      'a URL for a list',
      { ...own, urls: 'turn:a.example' },
      'providers.turn.urls: expected a list of STUN and TURN URLs',
    ],
    ['many URLs', { ...own, urls: Array(21).fill('turn:a.example') }, 'providers.turn.urls: expected 20 URLs at most'],
    [
      'URLs where the provider says them',
      { kind: 'cloudflare', urls: ['turn:a.example'] },
      'providers.turn.urls: expected none: the provider says its own',
    ],
    [
      'a lifetime that no provider is asked for',
      { kind: 'twilio', lifetime: { default: 59 } },
      'providers.turn.lifetime: expected a default of at least 60 seconds where the provider is asked',
    ],
  ])('refuses %s', (_what, turn, problem) => {
    expect(problemOf(turn)).toContain(problem);
  });

  it.each<[what: string, turn: Turn, rights: object, problem: string]>([
    ['none of users', own, { turn: { users: ['ada-*'] }, maximumLifetimeSeconds: 1 }, ''],
    ['none within a minute', { kind: 'twilio' }, { maximumLifetimeSeconds: 60 }, ''],
    ['none without turn', { kind: 'twilio' }, { providers: ['agora'], maximumLifetimeSeconds: 59 }, ''],
    [
      'users that no credential names',
      { kind: 'cloudflare' },
      { turn: { users: ['ada'] } },
      'callers.client.rights.turn.users: expected nothing, since credentials of cloudflare name no user',
    ],
    [
      'a maximum that is never asked for',
      { kind: 'twilio' },
      { maximumLifetimeSeconds: 59 },
      'callers.client.rights.maximumLifetimeSeconds: expected at least 60, the shortest lifetime that twilio is asked for, or rights without turn',
    ],
    ['a user’s name that is none', own, { turn: { users: ['a:b'] } }, 'users.0: expected a user’s name'],
  ])('finds %s wrong with rights', (_what, turn, rights, problem) => {
    if (problem === '') expect(problemOf(turn, rights)).toBe('');
    else expect(problemOf(turn, rights)).toContain(problem);
  });
});

describe('a STUN or TURN URL', () => {
  // RFC 7064 and RFC 7065, their examples among them.
  it.each([
    'stun:example.org',
    'stuns:example.org:8000',
    'turn:example.org:8000?transport=udp',
    'turns:example.org?transport=tcp',
    'turn:192.0.2.1:3478',
    'turn:[2001:db8::1]:3478?transport=tcp',
    'stun:localhost',
  ])('is %s', (url) => {
    expect(isIceUrl(url)).toBe(true);
    expect(isTurn(url)).toBe(url.startsWith('turn'));
  });

  it.each([
    '',
    'turn:',
    'turn:example.org?transport=sctp',
    'turn:example.org?transport=udp&x=1',
    'stun:example.org?transport=udp',
    'turn://example.org',
    'turn:example.org/path',
    'turn:user@example.org',
    'turn:example.org:0',
    'turn:example.org:65536',
    'turn:example.org:port',
    'turn:256.1.1.1',
    'turn:[::g]',
    'turn:-example.org',
    'TURN:example.org',
    'turn:example.org\n',
    'https://example.org',
    'turn:exämple.org',
    'turn:a.example,turn:b.example',
  ])('is not %j', (url) => {
    expect(isIceUrl(url)).toBe(false);
  });

  it('says a port that browsers ask at, or none', () => {
    const open = ['turn:a', 'turn:a?transport=tcp', 'turn:[::53]', 'turn:192.0.2.53', 'turns:a:443?transport=tcp'];
    for (const url of [...open, 'turn:a:80', 'stun:a:1024', 'turn:[::1]:3478'])
      expect([url, isOpenPort(url)]).toEqual([url, true]);
    const blocked = ['turn:a:53', 'turn:a:53?transport=udp', 'stun:a:53', 'turn:[::1]:53', 'turn:a:1023', 'turn:a:8'];
    for (const url of blocked) expect([url, isOpenPort(url)]).toEqual([url, false]);
  });

  it('holds no character that ends one in a list, a line or a tag', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        for (const each of [',', ' ', '@', '/', '\n', '<'])
          expect(isIceUrl(`turn:${before}${each}${after}`)).toBe(false);
      }),
    );
  });
});
