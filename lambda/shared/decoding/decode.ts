/** What stands in a token, as rows to read. */
export interface Decoded {
  readonly format: string;
  readonly rows: readonly (readonly [name: string, value: string])[];
}

/** What was asked for: some tokens hold only checksums of it. */
export type TokenRequest = Readonly<Record<string, string>>;

/**
 * Reads a provider’s token without its key, in a browser: what stands in it, not whether it is genuine. A provider’s
 * folder may have one as `decode` in decode.ts; the console shows the tokens of a provider without one as opaque.
 *
 * @returns undefined for what isn’t such a token; it may throw as well.
 */
export type Decode = (token: string, asked: TokenRequest) => Decoded | undefined | Promise<Decoded | undefined>;
