import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClient } from '../../client/stagepass.ts';
import { joinAndStay } from '../../examples/agora-page/join-and-stay.ts';
import { initializeVoxeet, type Voxeet } from '../../examples/voxeet-initialize-token.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Longer than many a token lives, and than any pause. */
const LONG_MS = 3_600_000;

/** Stagepass, answering with tokens that live for a minute. */
function stagepass() {
  const asked: string[] = [];
  const state = { isDown: false };
  const client = createClient({
    url: 'https://stagepass.example',
    async fetch(address) {
      asked.push(String(address).replace('https://stagepass.example', ''));
      if (state.isDown) throw new TypeError('fetch failed');
      const token = `token-${asked.length}`;
      const expiresAt = new Date(Date.now() + 60_000).toISOString();
      const body = { token, access_token: token, expiresAt };
      return new Response(JSON.stringify(body), { headers: { Date: new Date().toUTCString() } });
    },
  });
  return { client, asked, state };
}

describe('joinAndStay', () => {
  const seat = { appId: 'app', channelName: 'stage', uid: 7 };

  /** Agora, as its SDK is: who hasn't joined can't renew. */
  function channel() {
    const done: string[] = [];
    const failing = { join: false, renewToken: false };
    let expired = () => {};
    let isIn = false;
    return {
      done,
      failing,
      expire() {
        isIn = false;
        expired();
      },
      agora: {
        async join(_appId: string, name: string, token: string) {
          if (failing.join) throw new Error('no seat');
          done.push(`join ${name} ${token}`);
          isIn = true;
        },
        async renewToken(token: string) {
          if (!isIn) throw new Error('renewToken should not be called before user join');
          if (failing.renewToken) throw new Error('not now');
          done.push(`renew ${token}`);
        },
        on(_event: string, listener: () => void) {
          expired = listener;
        },
      },
    };
  }

  it('keeps an Agora client in its channel', async () => {
    const { agora, done, expire } = channel();
    const fresh = await joinAndStay(agora, stagepass().client, seat, (error) => expect.fail(String(error)));
    expect(done).toEqual(['join stage token-1']);
    await vi.advanceTimersByTimeAsync(50_000);
    expire();
    await vi.advanceTimersByTimeAsync(10);
    expect(done).toEqual(['join stage token-1', 'renew token-2', 'join stage token-3']);
    fresh.stop();
  });

  it('renews nothing when the first token or the join fails', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const onLost = vi.fn();
    const down = stagepass();
    down.state.isDown = true;
    await expect(joinAndStay(channel().agora, down.client, seat, onLost)).rejects.toMatchObject({
      code: 'unreachable',
    });
    const full = channel();
    full.failing.join = true;
    const up = stagepass();
    await expect(joinAndStay(full.agora, up.client, seat, onLost)).rejects.toThrow('no seat');
    await vi.advanceTimersByTimeAsync(LONG_MS);
    expect([down.asked.length, up.asked.length]).toEqual([1, 1]);
    expect(onLost).not.toHaveBeenCalled();
  });

  it('tells that the channel is lost, and renews nothing after that', async () => {
    const { agora, done, failing, expire } = channel();
    const { client, asked } = stagepass();
    const onLost = vi.fn();
    await joinAndStay(agora, client, seat, onLost);
    failing.join = true;
    expire();
    await vi.advanceTimersByTimeAsync(LONG_MS);
    expect(onLost.mock.calls).toEqual([[new Error('no seat')]]);
    expect(done).toEqual(['join stage token-1']);
    expect(asked).toHaveLength(2);
  });

  it('takes a renewal that Agora doesn’t for no loss: the next one comes', async () => {
    const written = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { agora, done, failing } = channel();
    const fresh = await joinAndStay(agora, stagepass().client, seat, (error) => expect.fail(String(error)));
    failing.renewToken = true;
    await vi.advanceTimersByTimeAsync(50_000);
    failing.renewToken = false;
    await vi.advanceTimersByTimeAsync(50_000);
    expect(written.mock.calls).toEqual([[new Error('not now')]]);
    expect(done).toEqual(['join stage token-1', 'renew token-3']);
    fresh.stop();
  });
});

describe('initializeVoxeet', () => {
  it('gives VoxeetSDK its tokens, and another one for one that was refused', async () => {
    const given: string[] = [];
    let refresh = async (_isExpired: boolean) => '';
    const voxeet: Voxeet = {
      initializeToken(token, onRefresh) {
        given.push(token);
        refresh = onRefresh;
      },
    };
    const { client, asked } = stagepass();
    const fresh = await initializeVoxeet(voxeet, client);
    expect(given).toEqual(['token-1']);
    expect(await refresh(false)).toBe('token-1');
    expect(await refresh(true)).toBe('token-2');
    expect(asked).toEqual(['/token', '/token?renew=true']);
    fresh.stop();
  });

  it('renews nothing when there is no first token, or the SDK fails', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const down = stagepass();
    down.state.isDown = true;
    await expect(initializeVoxeet({ initializeToken() {} }, down.client)).rejects.toMatchObject({
      code: 'unreachable',
    });
    const up = stagepass();
    const failing: Voxeet = {
      initializeToken() {
        throw new Error('called twice');
      },
    };
    await expect(initializeVoxeet(failing, up.client)).rejects.toThrow('called twice');
    await vi.advanceTimersByTimeAsync(LONG_MS);
    expect([down.asked.length, up.asked.length]).toEqual([1, 1]);
  });
});
