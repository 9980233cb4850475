import { describe, expect, it } from 'vitest';
import { running } from './running.ts';

const rights = { only: { streams: ['room-*'] }, maximumLifetimeSeconds: 600 };
const create = 'POST /millicast/publish_token';

describe('an operator with rights to some streams', () => {
  it.each(['publish', 'subscribe'])('makes %s tokens for them, for its own maximum lifetime', async (kind) => {
    const { ask, clock } = await running({ rights });
    const { status, body } = await ask(`POST /millicast/${kind}_token`, {
      label: 'mine',
      streams: [{ streamName: 'room-1' }, { streamName: 'room-2' }],
    });
    expect(status).toBe(200);
    expect(Date.parse(body.data.expiresAt)).toBeLessThanOrEqual(clock.now() + 600_000);
  });

  it.each([
    ['another stream', { streams: [{ streamName: 'stage' }] }, 'the stream "stage" is not this caller’s to ask for'],
    ['another among its own', { streams: [{ streamName: 'room-1' }, { streamName: 'x' }] }, 'the stream "x"'],
    [
      'a pattern, though it looks like its own',
      { streams: [{ streamName: 'room-.*|x', isRegex: true }] },
      'the stream',
    ],
    ['a longer life', { streams: [{ streamName: 'room-1' }], expires: 601 }, 'a lifetime of 601 seconds'],
    ['a life without end', { streams: [{ streamName: 'room-1' }], expires: 'never' }, 'a lifetime of Infinity seconds'],
  ])('is refused %s, before Millicast is asked', async (_what, asked, message) => {
    const { ask, sandbox } = await running({ rights, options: { allowEndlessTokens: true } });
    for (const path of [create, 'POST /millicast/createToken']) {
      const { status, body } = await ask(path, { label: 'l', ...asked });
      expect([status, body.code]).toEqual([403, 'not_allowed']);
      expect(body.error).toContain(message);
    }
    expect(sandbox.calls).toEqual([]);
  });

  it('neither gives another stream to a token nor takes one from it', async () => {
    const { ask } = await running({ rights });
    const { body } = await ask(create, { label: 'mine', streams: [{ streamName: 'room-1' }] });
    const path = `PUT /millicast/publish_token/${body.data.id}`;
    expect((await ask(path, { addTokenStreams: [{ streamName: 'stage' }] })).status).toBe(403);
    expect((await ask(path, { removeTokenStreams: ['stage'] })).status).toBe(403);
    const data = { addTokenStreams: [{ streamName: 'stage' }] };
    expect((await ask('PUT /millicast/updateToken', { tokenId: body.data.id, data })).status).toBe(403);
    expect((await ask(path, { addTokenStreams: [{ streamName: 'room-2' }] })).status).toBe(200);
  });
});

it('an operator with rights to every stream may ask for a pattern', async () => {
  const { ask } = await running({ rights: { only: { streams: ['*'] } } });
  const streams = [{ streamName: 'room-[0-9]', isRegex: true }];
  expect((await ask(create, { label: 'l', streams })).status).toBe(200);
});
