import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { IvsOptions } from '../../../lambda/ivs/options.ts';
import { ivs } from '../../../lambda/ivs/provider.ts';
import { selectStage } from '../../../lib/config/config.ts';
import { stageRoutes } from '../../../lib/config/stage.ts';
import { options } from './fixtures.ts';

const { main = { arn: '', eventsUrl: '', whipUrl: '' } } = options.stages;

function issuesOf(input: unknown): string[] {
  return (v.safeParse(IvsOptions, input).issues ?? []).map((issue) => `${v.getDotPath(issue)}: ${issue.message}`);
}

describe('the options of IVS', () => {
  it('have lifetimes by default', () => {
    expect(v.parse(IvsOptions, { stages: { main } }).lifetime).toEqual({ default: 3_600, maximum: 86_400 });
  });

  it('survive the function’s environment', () => {
    expect(v.parse(IvsOptions, JSON.parse(JSON.stringify(options)))).toEqual(options);
  });

  const arn = (text: string) => ({ stages: { main: { ...main, arn: text } } });
  const ARN = 'stages.main.arn: a stage’s ARN: arn:aws:ivs:REGION:ACCOUNT:stage/ID';
  const elsewhere = (text: string) => ({ ...main, arn: text });
  const APART = 'stages: stages of one region and account, since one public key is for one';
  it.each([
    ['no stages', {}, 'stages: a value'],
    ['none', { stages: {} }, 'stages: at least one stage'],
    ['a list of stages', { stages: [main] }, 'stages: an object of stages by name'],
    [
      'a name with a space',
      { stages: { 'a b': main } },
      'stages.a b: a stage’s name of 1 to 64 letters, digits, hyphens and underscores',
    ],
    ['a name of every object', { stages: { constructor: main } }, 'stages: no constructor, which is no name to use'],
    ['a channel’s ARN', arn('arn:aws:ivs:us-east-1:123456789012:channel/abc'), ARN],
    ['an ARN with region and account swapped', arn('arn:aws:ivs:123456789012:us-east-1:stage/abc'), ARN],
    ['an ARN without an id', arn('arn:aws:ivs:us-east-1:123456789012:stage/'), ARN],
    ['a stage’s id', arn('oRmLNwuCeMlQ'), ARN],
    ['another region', { stages: { main, other: elsewhere('arn:aws:ivs:us-west-2:123456789012:stage/abc') } }, APART],
    ['another account', { stages: { main, other: elsewhere('arn:aws:ivs:us-east-1:210987654321:stage/abc') } }, APART],
    [
      'events over https',
      { stages: { main: { ...main, eventsUrl: 'https://global.events.live-video.net' } } },
      'stages.main.eventsUrl: a URL that starts with wss:// and holds no credentials',
    ],
    [
      'WHIP over http',
      { stages: { main: { ...main, whipUrl: 'http://a.whip.live-video.net' } } },
      'stages.main.whipUrl: a URL that starts with https:// and holds no credentials',
    ],
    [
      'more than 14 days',
      { stages: { main }, lifetime: { maximum: 1_209_601 } },
      'lifetime.maximum: a whole number of seconds from 1 to 1209600',
    ],
  ])('refuse %s', (_what, input, issue) => {
    expect(issuesOf(input)).toEqual([issue]);
  });
});

describe('the URLs of a stage, which its tokens tell', () => {
  const isTaken = (field: 'eventsUrl' | 'whipUrl', url: string) =>
    v.is(IvsOptions, { stages: { main: { ...main, [field]: url } } });

  it.each([
    'wss://user@w.example',
    'wss://:secret@w.example',
    'wss://user:secret@w.example',
    'wss://@w.example',
    'wss://:@w.example',
    ' wss://w.example',
    'wss://w.example\n',
    'wss://w.exa\tmple',
    'wss:w.example',
    'wss:///w.example',
    'wss:\\\\w.example',
    'wss://w.example\\x',
    'wss://w.example/#x',
    'wss://w.example/ü',
    'WSS://w.example',
    'wss://',
  ])('are not %j', (url) => {
    expect(isTaken('eventsUrl', url)).toBe(false);
  });

  it.each(['https://:secret@w.example', ' https://w.example\n'])('are not %j', (url) => {
    expect(isTaken('whipUrl', url)).toBe(false);
  });

  it('may have a port, a path and a query', () => {
    expect(isTaken('eventsUrl', 'wss://w.example:8443/a/b?c=d@e')).toBe(true);
    expect(isTaken('whipUrl', 'https://w.example:8443/a/b?c=d')).toBe(true);
  });
});

describe('rights that nobody can use are faults', () => {
  const faultsOf = (only: Parameters<typeof ivs.rightsFaults>[0]['only']) =>
    ivs
      .rightsFaults({ only, maximumLifetimeSeconds: undefined }, options)
      .map(({ path, expected }) => [path.join('.'), expected]);

  it.each([
    [
      'to a stage that isn’t there',
      { stages: ['main', 'stuio'] },
      'ivs.stages.1',
      'a pattern for a stage that is there: main, studio',
    ],
    [
      'to nothing',
      { publish: false, subscribe: false },
      'ivs.subscribe',
      'true where publish is false: no token is for neither',
    ],
  ])('%s', (_what, only, path, expected) => {
    expect(faultsOf(only)).toEqual([[path, expected]]);
  });

  it('and others aren’t', () => {
    expect(faultsOf({ stages: ['ma*', 'studio'], publish: false, attributes: false })).toEqual([]);
    expect(faultsOf({ subscribe: false })).toEqual([]);
  });
});

it('the route’s example names a stage that the configuration has', () => {
  const { studio = main } = options.stages;
  const providers = { ivs: { stages: { studio } } };
  const stage = selectStage({ dev: { providers, callers: { client: { audience: 'client' } } } }, 'dev');
  const route = stageRoutes(stage).find(({ name }) => name === 'ivs');
  expect(route?.example).toBe('/ivs/token?stage=studio&userId=ada&publish=true');
});
