/*
 * What a provider is on localhost: `sandbox/stand-in.ts` of its folder exports it as `standIn`.
 */

export type Keys = Readonly<Record<string, string>>;

/** A server that answers as the provider does. */
export interface Sandbox {
  readonly url: string;
  /** What stands in secrets that no person fills in, by their owners: worth something in this sandbox only. */
  readonly secrets?: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export interface StandIn<K extends Keys = Keys> {
  /** Well-formed keys that open nothing, for when none are given. */
  demoKeys(): K;
  /** For a provider that is asked over the network: stands in for it when neither keys nor a URL are given. */
  startSandbox?(keys: K): Promise<Sandbox>;
}
