import { describe, expect, it } from 'vitest';
import type { Call } from '../../../lambda/millicast/millicast-api.ts';
import { oneStream, running } from './running.ts';

const create = 'POST /millicast/publish_token';

describe('null, wherever it stands', () => {
  const sent = async (operation: string, body: object) => {
    const bodies: (object | undefined)[] = [];
    const lies = (call: Call, data: unknown) => {
      bodies.push(call.body);
      return data;
    };
    const { ask } = await running({ lies });
    await ask(create, oneStream);
    const { status } = await ask(operation, body);
    expect(status).toBe(200);
    return JSON.parse(JSON.stringify(bodies.at(-1)));
  };
  const nothing = { isRegex: null };
  const streams = [{ streamName: 'a', ...nothing }, { streamName: 'b' }];
  const plain = [{ streamName: 'a' }, { streamName: 'b' }];

  it.each([create, 'POST /millicast/createToken', 'POST /millicast/subscribe_token'])(
    'is left out of what is sent, as a field that isn’t there: %s',
    async (operation) => {
      const body = { label: 'l', streams, expires: null, allowedOrigins: null, bindIpsOnUsage: null };
      const { subscribeRequiresAuth: _, ...asked } = await sent(operation, body);
      expect(asked).toEqual({ label: 'l', streams: plain, expires: 2_592_000 });
    },
  );

  it('is left out of an update', async () => {
    const update = { label: null, addTokenStreams: streams };
    expect(await sent('PUT /millicast/publish_token/1', update)).toEqual({ addTokenStreams: plain });
    expect(await sent('PUT /millicast/updateToken', { tokenId: 1, data: update })).toEqual({ addTokenStreams: plain });
  });

  it('is left out of what restreams and cascades, but where null is a value of Millicast’s', async () => {
    const restream = { url: 'rtmp://media.example.com', key: 'stream-key' };
    const asked = await sent(create, {
      ...oneStream,
      geoCascade: { isEnabled: null, clusters: null },
      restream: [{ label: null, ...restream }],
    });
    expect(asked).toMatchObject({ geoCascade: { isEnabled: null }, restream: [restream] });
    expect(asked.geoCascade).toEqual({ isEnabled: null });
    expect(asked.restream).toEqual([restream]);
  });
});
