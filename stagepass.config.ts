import { defineConfig } from './lib/config/define-config.ts';

/** What to deploy, by stage: `npx cdk deploy --all -c stage=prod`. docs/configuration.md describes every field. */
export default defineConfig({
  dev: {
    providers: {
      agora: { tokenVersion: '006', versionByQuery: true },
      interactivity: {},
      momento: {
        client: { cache: 'stagepass', topics: { role: 'subscribeonly', names: 'all' } },
        admin: {
          cache: 'stagepass',
          topics: { role: 'publishsubscribe', names: 'all' },
          items: { role: 'readwrite' },
        },
        reuse: 'viewer',
      },
      // Millicast's own guide makes tokens for all streams. On prod, every token must name its streams.
      millicast: { allowMatchAll: true },
      livekit: { url: 'wss://livekit.example.com', agents: ['assistant'] },
      turn: {
        kind: 'shared-secret',
        urls: ['stun:turn.example.com:3478', 'turn:turn.example.com:3478', 'turns:turn.example.com:5349?transport=tcp'],
      },
      ivs: {
        stages: {
          main: {
            arn: 'arn:aws:ivs:us-east-1:123456789012:stage/abcdABCDefgh',
            eventsUrl: 'wss://global.events.live-video.net',
            whipUrl: 'https://1a2b3c4d5e6f.global-bm.whip.live-video.net',
          },
        },
      },
      twilio: {
        grants: { video: {}, voice: { outgoingApplicationSid: `AP${'0'.repeat(32)}`, incoming: true } },
      },
      ably: { capability: { 'chat:*': ['subscribe', 'publish', 'presence', 'history'], news: ['subscribe'] } },
      daily: {},
      zoom: {},
    },
    allowedOrigins: ['http://localhost:3000', 'http://localhost:5173'],
    // docs/signed-in-users.md has ready ones for Cognito and others. `npm start` has a sandbox in its place.
    issuers: {
      app: { issuer: 'https://sign-in.example.com', audience: ['stagepass'] },
    },
    callers: {
      client: { audience: 'client' },
      admin: { audience: 'admin' },
      members: {
        audience: 'client',
        token: { issuer: 'app', values: { tenant: 'tenant' } },
        rights: {
          providers: ['agora', 'livekit'],
          agora: { channels: ['{tenant}-*'], accounts: ['{user}'] },
          livekit: { rooms: ['{tenant}-*'], identities: ['{user}'] },
        },
      },
    },
  },
  prod: {
    providers: {
      agora: { tokenVersion: '007', lifetime: { default: 3_600, maximum: 43_200 } },
      interactivity: { lifetimeSeconds: 7_200 },
      momento: {
        client: { cache: 'stagepass', topics: { role: 'subscribeonly', names: 'all' } },
        admin: {
          cache: 'stagepass',
          topics: { role: 'publishsubscribe', names: 'all' },
          items: { role: 'readwrite' },
          lifetimeSeconds: 900,
        },
        reuse: 'viewer',
      },
      millicast: { maxLifetimeSeconds: 604_800, viewer: { trackCaller: true } },
    },
    callers: {
      client: { audience: 'client' },
      admin: { audience: 'admin' },
    },
    rotation: { originEveryDays: 30 },
    throttling: { rate: 500, burst: 1_000 },
    retention: { logsDays: 90 },
    alarms: {},
    dashboard: true,
  },
});
