import { SANDBOX_HEADER } from '../api/sandbox-header.ts';
import type { Client } from '../client/client-of.ts';
import { StagepassError } from '../client/error.ts';

/** Why an operation gives nothing that opens anything: it is tried out on localhost, or its provider has no keys. */
export type ProviderState = 'sandbox' | 'unconfigured';

/** What the page has learned of the providers behind operations, from answers alone. */
export interface ProviderStates {
  /** The fetch to ask with. */
  readonly fetch: typeof fetch;
  /** A client that tells what its answers say. */
  watch(client: Client): Client;
  of(operations: readonly string[]): ProviderState | undefined;
  /** Called after each change. */
  onChange(listener: () => void): void;
}

type Method = (input?: object, options?: object) => Promise<unknown>;

export function providerStates(): ProviderStates {
  let sandboxed: ReadonlySet<string> = new Set();
  const unconfigured = new Set<string>();
  const listeners: (() => void)[] = [];

  function set(name: string, isUnconfigured: boolean): void {
    if (unconfigured.has(name) === isUnconfigured) return;
    if (isUnconfigured) unconfigured.add(name);
    else unconfigured.delete(name);
    for (const listener of listeners) listener();
  }

  return {
    async fetch(input, init) {
      const answer = await fetch(input, init);
      const names = answer.headers.get(SANDBOX_HEADER);
      // Each of the two documents is answered with its own.
      if (names !== null) sandboxed = new Set([...sandboxed, ...names.split(' ')]);
      return answer;
    },
    watch(client) {
      const methods = Object.entries(client as unknown as Record<string, Method>).map(([name, method]) => {
        const watched: Method = async (...given) => {
          try {
            const answer = await method(...given);
            set(name, false);
            return answer;
          } catch (error) {
            if (error instanceof StagepassError && error.code === 'not_configured') set(name, true);
            throw error;
          }
        };
        return [name, watched];
      });
      return Object.fromEntries(methods);
    },
    of(operations) {
      if (operations.some((name) => unconfigured.has(name))) return 'unconfigured';
      return operations.some((name) => sandboxed.has(name)) ? 'sandbox' : undefined;
    },
    onChange: (listener) => listeners.push(listener),
  };
}

export const stateWords: Readonly<Record<ProviderState, { readonly mark: string; readonly note: string }>> = {
  sandbox: {
    mark: 'sandbox',
    note: 'Sandbox: what you get here is well-formed, but opens nothing. Put the provider’s keys into .env to get what does.',
  },
  unconfigured: {
    mark: 'no keys',
    note: 'This provider has no right keys yet, so nothing can be had of it. `stagepass secrets` stores them.',
  },
};
