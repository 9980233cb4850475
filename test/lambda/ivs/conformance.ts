import { ivsRights, ivsTokenRoute } from '../../../lambda/ivs/contract.ts';
import { exampleOf, type Stated } from '../conformance/requests.ts';

const names = ['main', 'a', 'b', 'aa', 'ab', 'ba', 'a-', '-b', 'abb', 'b-a'];

const stageAt = (at: number) => ({
  arn: `arn:aws:ivs:us-east-1:123456789012:stage/abcdABCDefg${at}`,
  eventsUrl: 'wss://global.events.live-video.net',
  whipUrl: 'https://1a2b3c4d5e6f.global-bm.whip.live-video.net',
});

export const stated: Stated = {
  configuration: {
    stages: Object.fromEntries(names.map((name, at) => [name, stageAt(at)])),
    lifetime: { default: 600, maximum: 1_209_600 },
  },
  names: { stages: names },
  routes: {
    // Its attributes are a JSON object, of which a right only says whether there may be any.
    [ivsTokenRoute.name]: {
      terms: Object.keys(ivsRights),
      hasLifetime: true,
      request({ terms: { stages, userIds, publish, subscribe, attributes } = {}, lifetimeSeconds }) {
        const asked = {
          stage: stages,
          userId: userIds,
          publish,
          subscribe,
          attributes: attributes === true ? '{"name":"Ada"}' : undefined,
          expireTime: lifetimeSeconds,
        };
        const given = Object.entries(asked).filter(([, value]) => value !== undefined);
        const texts = given.map(([name, value]) => [name, String(value)]);
        return { query: { ...exampleOf(ivsTokenRoute).query, ...Object.fromEntries(texts) } };
      },
    },
  },
};
