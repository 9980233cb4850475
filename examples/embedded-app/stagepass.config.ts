import { defineConfig } from 'stagepass/config';

/** The tokens of the app. docs/configuration.md describes every field. */
export default defineConfig({
  prod: {
    name: 'acme',
    providers: { agora: { tokenVersion: '007' } },
    callers: { shop: { audience: 'client' }, operator: { audience: 'admin' } },
    // The app's other APIs have allowed API Gateway to write logs already.
    apiGatewayLogging: 'existing',
    alarms: {},
  },
});
