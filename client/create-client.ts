import { type Client, type ClientOptions, clientOf } from './client-of.ts';
import { routes } from './routes.ts';

/**
 * A client with a method for each route of the contract; each rejects with a StagepassError.
 *
 * @throws TypeError, RangeError for wrong options, or if there is no fetch.
 */
export function createClient(options: ClientOptions): Client {
  return clientOf(routes, options);
}
