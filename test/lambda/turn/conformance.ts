import type { Stated } from '../conformance/requests.ts';

export const stated: Stated = {
  configuration: {
    kind: 'shared-secret',
    urls: ['stun:turn.example.com:3478', 'turn:turn.example.com:3478', 'turns:turn.example.com:5349?transport=tcp'],
    lifetime: { default: 600, maximum: 7_200 },
  },
  // The user that a request doesn’t name.
  defaults: { userId: (caller) => caller },
  url: 'turn:127.0.0.1:3478,stun:127.0.0.1:3478',
};
