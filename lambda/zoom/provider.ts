import { OPAQUE_KEY } from '../shared/providers/key.ts';
import { defineProvider } from '../shared/providers/provider.ts';
import { zoomRights, zoomTokenRoute } from './contract.ts';
import { SECRET_LENGTH, ZoomKeys } from './keys.ts';
import { lifetimeLimits } from './limits.ts';
import { ZoomOptions } from './options.ts';

const FOUND = 'Zoom’s web portal, Build App, SDK credentials';

export const zoom = defineProvider({
  id: 'zoom',
  title: 'Zoom Video SDK',
  routes: [zoomTokenRoute],
  configuration: ZoomOptions,
  rights: zoomRights,
  rightsFaults({ only: { roles }, maximumLifetimeSeconds = Infinity }, { hosts }) {
    const faults = [];
    if (maximumLifetimeSeconds < lifetimeLimits.shortest) {
      const expected = `at least ${lifetimeLimits.shortest}, the shortest that Zoom takes, or rights without zoom`;
      faults.push({ path: ['maximumLifetimeSeconds'], expected });
    }
    if (!hosts && roles?.includes('host')) {
      faults.push({ path: ['zoom', 'roles'], expected: 'no host among them, since the stage doesn’t say hosts: true' });
    }
    return faults;
  },
  isRemote: false,
  functions: [
    {
      folder: 'zoom',
      construct: 'Zoom',
      does: 'vends Zoom Video SDK tokens',
      audiences: ['client'],
      secret: {
        owner: 'Zoom',
        title: 'Zoom Video SDK',
        schema: ZoomKeys,
        keys: {
          sdkKey: { variable: 'ZOOM_SDK_KEY', description: 'the SDK key', found: FOUND, expected: OPAQUE_KEY },
          sdkSecret: {
            variable: 'ZOOM_SDK_SECRET',
            description: 'the SDK secret',
            found: FOUND,
            expected: OPAQUE_KEY,
            warning: ({ length }) =>
              length < SECRET_LENGTH
                ? `has fewer than ${SECRET_LENGTH} characters, so it is hardly one of Zoom’s: whoever has a token can try to guess it`
                : undefined,
          },
        },
      },
      options: (configuration) => configuration,
    },
  ],
});
