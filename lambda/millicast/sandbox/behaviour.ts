import { setTimeout as sleep } from 'node:timers/promises';
import { error, type SandboxResponse, unauthorized } from './envelope.ts';

/**
 * How the sandbox answers until `behave` is called again:
 * - `ok`: as the service would; `{ delayMs }`: the same, but after this time.
 * - `unauthorized`: as if the API secret were wrong. `server_error`: 500. `garbage`: 200 with a page that isn't JSON.
 * - `hang`: nothing is done and no answer comes. `drop`: nothing is done and the connection is cut.
 * - `hang_after_create`, `drop_after_create`: the same, but the call is carried out first. A caller can't see the
 *   difference: after a timeout, a token may have been made or not.
 */
export type Behaviour =
  | 'ok'
  | 'unauthorized'
  | 'server_error'
  | 'garbage'
  | 'hang'
  | 'drop'
  | 'hang_after_create'
  | 'drop_after_create'
  | { readonly delayMs: number };

export type Outcome = SandboxResponse | 'hang' | 'drop';

const GARBAGE = '<!doctype html><title>502 Bad Gateway</title>';

/** @param carryOut carries out the call and gives the service's answer. */
export async function outcomeOf(behaviour: Behaviour, carryOut: () => SandboxResponse): Promise<Outcome> {
  if (typeof behaviour === 'object') {
    await sleep(behaviour.delayMs, undefined, { ref: false });
    return carryOut();
  }
  switch (behaviour) {
    case 'ok':
      return carryOut();
    case 'unauthorized':
      return unauthorized();
    case 'server_error':
      return error(500, 'The service failed.');
    case 'garbage':
      return { status: 200, body: GARBAGE };
    case 'hang_after_create':
      carryOut();
      return 'hang';
    case 'drop_after_create':
      carryOut();
      return 'drop';
    default:
      return behaviour;
  }
}
