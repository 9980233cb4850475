/** The content of a token, in rows for a person to read. */
export interface Decoded {
  readonly format: string;
  readonly rows: readonly (readonly [name: string, value: string])[];
}

/** The parameters that the token was requested with: some tokens contain only checksums of them. */
export type TokenRequest = Readonly<Record<string, string>>;

/**
 * Reads a provider’s token in a browser, without the key: it shows the content and doesn't check the signature. A
 * provider’s folder may export one as `decode` in decode.ts. Without one the console shows its tokens as opaque.
 *
 * @returns undefined for a text that isn’t such a token; it may also throw.
 */
export type Decode = (token: string, request: TokenRequest) => Decoded | undefined | Promise<Decoded | undefined>;
