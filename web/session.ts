import { type Client, clientOf } from '../client/client-of.ts';
import { StagepassError } from '../client/error.ts';
import { callerOf, type Operation, operationsIn } from './contract.ts';
import { type ProviderStates, providerStates } from './provider-states.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** What a caller may do on the stage. */
export interface Session {
  readonly client: Client;
  readonly caller: string;
  readonly audience: 'client' | 'admin';
  readonly operations: readonly Operation[];
  readonly states: ProviderStates;
}

/**
 * Asks the stage what the caller may do.
 *
 * @param credentials undefined: those that the browser has, and adds itself. Given ones are kept in memory only.
 * @throws StagepassError
 */
export async function startSession(
  routes: Readonly<Record<string, string>>,
  credentials: Credentials | undefined,
): Promise<Session> {
  const states = providerStates();
  const url = location.origin;
  const client = states.watch(clientOf(routes, { url, fetch: states.fetch, ...(credentials && { credentials }) }));
  const contract = await client.clientOpenApi();
  const admins = await adminOperations(client);
  return {
    client,
    caller: callerOf(contract),
    audience: admins === undefined ? 'client' : 'admin',
    operations: [...operationsIn(contract), ...(admins ?? [])],
    states,
  };
}

/** @returns undefined for a caller who isn't an admin, who is offered no admin operations. */
async function adminOperations({ adminOpenApi }: Client): Promise<Operation[] | undefined> {
  try {
    return operationsIn(await adminOpenApi());
  } catch (error) {
    if (error instanceof StagepassError && error.code === 'not_allowed') return undefined;
    throw error;
  }
}
