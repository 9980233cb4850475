import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { livekitTokenRoute } from '../../../lambda/livekit/contract.ts';
import { livekit as provider } from '../../../lambda/livekit/provider.ts';
import { captureLog } from '../../support/captured-log.ts';
import { claimsOf, type LiveKitOnly, livekit, type StageAndCaller, URL_OF_LIVEKIT } from './fixtures.ts';

type Options = NonNullable<StageAndCaller['options']>;
type GrantsOfStage = NonNullable<Options['grants']>;

/** What GET and HEAD answer: both statuses, and the error or the grants. */
async function asked(query: Record<string, string>, grants: GrantsOfStage, only: LiveKitOnly = {}) {
  captureLog();
  const function_ = livekit({ options: { grants }, only });
  const full = { room: 'lobby', identity: 'ada', ...query };
  const [{ status, body }, head] = [await function_.get(full), await function_.head(full)];
  expect(head.status).toBe(status);
  return status === 200 ? claimsOf(body.participant_token).video : `${status} ${body.code} ${body.error}`;
}

describe('GET on a stage that doesn’t grant everything', () => {
  it.each<[Record<string, string>, GrantsOfStage, string]>([
    [{ publish: 'true' }, { publish: false }, 'this stage grants no publishing: ask for publish=false'],
    [{ data: 'true' }, { data: false }, 'this stage grants no sending data: ask for data=false'],
    [{ subscribe: 'true' }, { subscribe: false }, 'this stage grants no subscribing: ask for subscribe=false'],
    // What is left out counts with its default.
    [{}, { subscribe: false }, 'this stage grants no subscribing: ask for subscribe=false'],
    [
      { publish: 'true' },
      { sources: ['microphone'] },
      'this stage grants no source "camera": ask for sources=microphone, or fewer of them',
    ],
    [
      { publish: 'true', sources: 'microphone,screen_share' },
      { sources: ['microphone', 'camera'] },
      'this stage grants no source "screen_share": ask for sources=microphone,camera, or fewer of them',
    ],
  ])('is refused %j with %j', async (query, grants, why) => {
    expect(await asked(query, grants)).toBe(`403 not_allowed ${why}`);
  });

  it('gets what is granted', async () => {
    const grants = { publish: true, subscribe: false, data: false, sources: ['microphone', 'camera'] as const };
    const of = { ...grants, sources: [...grants.sources] };
    expect(await asked({ subscribe: 'false' }, of)).toMatchObject({ canPublish: false, canSubscribe: false });
    expect(await asked({ subscribe: 'false', publish: 'true', sources: 'camera' }, of)).toMatchObject({
      canPublish: true,
      canPublishSources: ['camera'],
      canPublishData: false,
    });
  });

  it('writes the sources where the stage names all of them', async () => {
    const sources = ['camera', 'microphone', 'screen_share', 'screen_share_audio'] as const;
    expect(await asked({ publish: 'true' }, { sources: [...sources] })).toMatchObject({ canPublishSources: sources });
  });

  it.each<GrantsOfStage>([{}, { publish: false }, { subscribe: false, sources: ['microphone'] }])(
    'has an example that is answered well, with %j',
    async (grants) => {
      const options = v.parse(provider.configuration, { url: URL_OF_LIVEKIT, grants });
      const example = new URL(provider.examples(options)[livekitTokenRoute.name] ?? '', 'http://localhost');
      expect(await asked(Object.fromEntries(example.searchParams), grants)).toMatchObject({ room: 'lobby' });
    },
  );
});

describe('rights on a stage', () => {
  const faults = (only: LiveKitOnly, options: Options = {}) =>
    provider
      .rightsFaults(
        { only, maximumLifetimeSeconds: undefined },
        v.parse(provider.configuration, { url: URL_OF_LIVEKIT, ...options }),
      )
      .map(({ path, expected }) => `${path.join('.')}: ${expected}`);

  it.each<[LiveKitOnly, Options, string]>([
    [{ agents: ['nope'] }, { agents: ['assistant'] }, 'livekit.agents.0: what the stage gives: assistant'],
    [{ agents: ['*'] }, {}, 'livekit.agents.0: nothing, since the stage gives none'],
    [{ agents: ['assistant', 'x/*'] }, { agents: ['assistant'] }, 'livekit.agents.1: what the stage gives: assistant'],
    [
      { sources: ['camera', 'microphone'] },
      { grants: { sources: ['microphone'] } },
      'livekit.sources.0: what the stage gives: microphone',
    ],
    [{ sources: ['camera'] }, { grants: { publish: false } }, 'livekit.sources.0: nothing, since the stage gives none'],
    [{ publish: true }, { grants: { publish: false } }, 'livekit.publish: false, since the stage grants no publishing'],
    [
      { subscribe: true },
      { grants: { subscribe: false } },
      'livekit.subscribe: false, since the stage grants no subscribing',
    ],
    [{ data: true }, { grants: { data: false } }, 'livekit.data: false, since the stage grants no sending data'],
    [
      { roomConfig: true },
      {},
      'livekit.roomConfig: false, since the stage leaves no setting to requests (room_config.byRequest)',
    ],
  ])('%j to what %j never gives are a mistake', (only, options, fault) => {
    expect(faults(only, options)).toEqual([fault]);
  });

  it('may be what the stage gives, or a limit below it', () => {
    const every = { publish: true, subscribe: true, data: true, sources: ['camera' as const], roomConfig: false };
    expect(faults(every)).toEqual([]);
    expect(faults({ publish: false, subscribe: false, data: false }, { grants: { publish: false } })).toEqual([]);
    const agents = { agents: ['assist*', 'support-de', 'fixed'] };
    const options = { agents: ['assistant', 'support-*'], room_config: { always: { agents: ['fixed'] } } };
    expect(faults(agents, options)).toEqual([]);
    expect(faults({ roomConfig: true }, { room_config: { byRequest: ['metadata'] } })).toEqual([]);
  });
});
