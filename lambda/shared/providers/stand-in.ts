/*
 * What replaces a provider on localhost: `sandbox/stand-in.ts` in its folder exports it as `standIn`.
 */

export type Keys = Readonly<Record<string, string>>;

/**
 * How a sandbox answers: `ok` as the provider would; the others cause a failure of the contract. `refuse`: as if the
 * keys were wrong (`provider_refused`). `fail`: a server error; `drop`: cuts the connection; `nonsense`: an answer that
 * no provider should give (all three `provider_failed`). `hang`: no answer (`provider_timeout`).
 */
export type SandboxBehaviour = 'ok' | 'refuse' | 'fail' | 'drop' | 'nonsense' | 'hang';

/** A server that answers as the provider does. */
export interface Sandbox {
  readonly url: string;
  /** The values of secrets that no person fills in, by owner. They are only valid in this sandbox. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** How often tokens were requested. */
  calls(): number;
  /** From the next call on. */
  behave(as: SandboxBehaviour): void;
  close(): Promise<void>;
}

/**
 * A path of the provider's own tools for developers, which `npm start` answers as one of its routes, without a password. A
 * deployed stage doesn't have it.
 */
export interface LocalPath {
  readonly method: 'GET' | 'POST';
  readonly path: `/${string}`;
  /** The path of the route that answers; its method is the same. */
  readonly route: `/${string}`;
  /** The header with the name of the client caller that it asks as: `CALLER`, or `CALLER/PROJECT` where it may choose. */
  readonly callerHeader: string;
  /** How to ask it, for a person: a line of code. @param url of the running stage. @param caller as in the header. */
  usage(url: string, caller: string): string;
}

/** The configuration is the provider's part of the stage's, where the keys or the sandbox depend on it. */
export interface StandIn<K extends Keys = Keys, C extends object = object> {
  /** Well-formed keys without any value, used when none are given. */
  demoKeys(configuration: C): K;
  /** For a provider that is called over the network: replaces it when neither keys nor a URL are given. */
  startSandbox?(keys: K, configuration: C): Promise<Sandbox>;
  /** For a provider whose users' sessions can be ended: replaces these calls when neither keys nor a URL are given. */
  startKicks?(keys: K): Promise<Sandbox>;
  readonly localPaths?: readonly LocalPath[];
}
