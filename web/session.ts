import { type CallOptions, type Client, clientOf } from '../client/client-of.ts';
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
  /** What is still asked has no answer from then on. */
  readonly end: () => void;
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
  signal?: AbortSignal,
): Promise<Session> {
  const states = providerStates();
  const url = location.origin;
  const over = new AbortController();
  const asking = clientOf(routes, { url, fetch: states.fetch, ...(credentials && { credentials }) });
  const client = heardUntil(over.signal, states.watch(asking));
  const options = signal && { signal };
  const contract = await client.clientOpenApi({}, options);
  const admins = await adminOperations(client, options);
  return {
    client,
    caller: callerOf(contract),
    audience: admins === undefined ? 'client' : 'admin',
    operations: [...operationsIn(contract), ...(admins ?? [])],
    states,
    end: () => over.abort(),
  };
}

/** @returns undefined for a caller who isn't an admin, who is offered no admin operations. */
async function adminOperations(
  { adminOpenApi }: Client,
  options: CallOptions | undefined,
): Promise<Operation[] | undefined> {
  try {
    return operationsIn(await adminOpenApi({}, options));
  } catch (error) {
    if (error instanceof StagepassError && error.code === 'not_allowed') return undefined;
    throw error;
  }
}

type Method = (...given: unknown[]) => Promise<unknown>;

/** A client whose answers come to nothing after that: they would be shown to whoever signs in next. */
function heardUntil(over: AbortSignal, client: Client): Client {
  const methods = Object.entries(client as unknown as Record<string, Method>).map(([name, method]) => {
    const heard: Method = async (...given) => {
      try {
        return await method(...given);
      } finally {
        if (over.aborted) await new Promise(() => {});
      }
    };
    return [name, heard];
  });
  return Object.fromEntries(methods);
}
