import type { MillicastSandbox } from './sandbox.ts';

/**
 * Makes a subscribe token in the sandbox that opens every stream. The viewer function signs its tokens with it.
 *
 * @returns the value of the viewer function's secret.
 */
export async function demoParent({ url }: Pick<MillicastSandbox, 'url'>, apiSecret: string): Promise<string> {
  const answer = await fetch(`${url}/api/subscribe_token`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${apiSecret}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ label: 'demo parent', streams: [{ streamName: '.*', isRegex: true }] }),
  });
  const { data } = (await answer.json()) as { data: { id: number; token: string; streams: unknown } };
  return JSON.stringify({ tokenId: data.id, token: data.token, streams: data.streams, expiresAt: null });
}
