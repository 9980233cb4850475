import jsonwebtoken from 'jsonwebtoken';
import * as v from 'valibot';
import type { livekitRights } from '../../../lambda/livekit/contract.ts';
import { livekitEndpointRoute, livekitTokenRoute } from '../../../lambda/livekit/contract.ts';
import { createHandler } from '../../../lambda/livekit/create-handler.ts';
import { LiveKitOptions } from '../../../lambda/livekit/options.ts';
import type { Only } from '../../../lambda/shared/rights/rights.ts';
import { apiEvent } from '../../support/api-event.ts';
import { rightsOfClient } from '../../support/rights.ts';

/** Nobody's. */
export const keys = { apiKey: 'APIexample', apiSecret: 'a-secret-of-a-test-with-32-chars' };
export const URL_OF_LIVEKIT = 'wss://livekit.example.com';

export const NOW = Date.UTC(2026, 0, 1, 12, 0, 0, 750);
export const NOW_SECONDS = Math.floor(NOW / 1000);

export type LiveKitOnly = Only<typeof livekitRights>;

export interface StageAndCaller {
  readonly options?: v.InferInput<typeof LiveKitOptions>;
  readonly only?: LiveKitOnly;
  readonly maximumLifetimeSeconds?: number;
}

/** The function of a stage, asked by a caller with these rights. */
export function livekit({ options = {}, only = {}, maximumLifetimeSeconds }: StageAndCaller = {}) {
  let ids = 0;
  const handler = createHandler(
    async () => keys,
    v.parse(LiveKitOptions, options),
    URL_OF_LIVEKIT,
    () => NOW,
    () => {
      ids += 1;
      return `id-${ids}`;
    },
    rightsOfClient({ only, ...(maximumLifetimeSeconds !== undefined && { maximumLifetimeSeconds }) }) as never,
  );
  const answered = async (event: Parameters<typeof handler>[0]) => {
    const { statusCode, body } = await handler(event);
    return { status: statusCode, body: JSON.parse(body) };
  };
  return {
    get: (query: Record<string, string>) => answered(apiEvent(livekitTokenRoute, query)),
    head: async (query: Record<string, string>) => {
      const { statusCode } = await handler({ ...apiEvent(livekitTokenRoute, query), httpMethod: 'HEAD' });
      return { status: statusCode };
    },
    /** @param body JSON, or its text. */
    post: (body: unknown) =>
      answered(apiEvent(livekitEndpointRoute, {}, { body: typeof body === 'string' ? body : JSON.stringify(body) })),
  };
}

/** The claims of a token, if its signature is right by another library than the function's. */
// biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of it
export function claimsOf(token: string): any {
  return jsonwebtoken.verify(token, keys.apiSecret, { algorithms: ['HS256'], clockTimestamp: NOW_SECONDS });
}
