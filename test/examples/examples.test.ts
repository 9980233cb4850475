import { afterEach, expect, it, vi } from 'vitest';
import { createClient } from '../../client/index.ts';
import { joinAndStay } from '../../examples/agora-renew-token.ts';
import { initializeVoxeet } from '../../examples/voxeet-initialize-token.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** Stagepass, answering with tokens that live for a minute. */
function stagepass() {
  let vended = 0;
  return createClient({
    url: 'https://stagepass.example',
    async fetch() {
      vended += 1;
      const expiresAt = new Date(Date.now() + 60_000).toISOString();
      const body = { token: `token-${vended}`, access_token: `token-${vended}`, expiresAt };
      return new Response(JSON.stringify(body), { headers: { Date: new Date().toUTCString() } });
    },
  });
}

it('keeps an Agora client in its channel', async () => {
  vi.useFakeTimers();
  const joined: string[] = [];
  const renewed: string[] = [];
  let expired = () => {};
  const agora = {
    async join(_appId: string, channel: string, token: string) {
      joined.push(`${channel} ${token}`);
    },
    async renewToken(token: string) {
      renewed.push(token);
    },
    on(_event: string, listener: () => void) {
      expired = listener;
    },
  };
  const seat = { appId: 'app', channelName: 'stage', uid: 7 };
  const fresh = await joinAndStay(agora, stagepass(), seat, (error) => expect.fail(String(error)));
  expect(joined).toEqual(['stage token-1']);
  await vi.advanceTimersByTimeAsync(50_000);
  expect(renewed).toEqual(['token-2']);
  expired();
  await vi.advanceTimersByTimeAsync(10);
  expect(joined).toEqual(['stage token-1', 'stage token-3']);
  fresh.stop();
});

it('gives VoxeetSDK its tokens', async () => {
  vi.useFakeTimers();
  const given: string[] = [];
  let refresh = async (_isExpired: boolean) => '';
  const voxeet = {
    initializeToken(token: string, onRefresh: (isExpired: boolean) => Promise<string>) {
      given.push(token);
      refresh = onRefresh;
    },
  };
  const fresh = await initializeVoxeet(voxeet, stagepass());
  expect(given).toEqual(['token-1']);
  expect(await refresh(false)).toBe('token-1');
  expect(await refresh(true)).toBe('token-2');
  fresh.stop();
});
