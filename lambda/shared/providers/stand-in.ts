/*
 * What a provider is on localhost: `sandbox/stand-in.ts` of its folder exports it as `standIn`.
 */

export type Keys = Readonly<Record<string, string>>;

/**
 * How a sandbox treats its callers: as the provider would, or so that they fail in one of the ways that the contract
 * knows. `refuse` answers as if the keys were wrong (`provider_refused`), `fail` as a provider that is out of order,
 * `drop` by cutting the connection and `nonsense` what no provider should (all three `provider_failed`), `hang` never
 * (`provider_timeout`).
 */
export type SandboxBehaviour = 'ok' | 'refuse' | 'fail' | 'drop' | 'nonsense' | 'hang';

/** A server that answers as the provider does. */
export interface Sandbox {
  readonly url: string;
  /** What stands in secrets that no person fills in, by their owners: worth something in this sandbox only. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** How often it has been asked for tokens. */
  calls(): number;
  /** From the next call on. */
  behave(as: SandboxBehaviour): void;
  close(): Promise<void>;
}

export interface StandIn<K extends Keys = Keys> {
  /** Well-formed keys that open nothing, for when none are given. */
  demoKeys(): K;
  /** For a provider that is asked over the network: stands in for it when neither keys nor a URL are given. */
  startSandbox?(keys: K): Promise<Sandbox>;
}
