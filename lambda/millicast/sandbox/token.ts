export type TokenKind = 'publish' | 'subscribe';

export interface TokenStream {
  readonly streamName: string;
  /** Whether `streamName` is a regular expression that the whole name must match. */
  readonly isRegex: boolean;
}

/** Whether a stream is forwarded to other clusters; null: as in the account's settings. */
export interface GeoCascade {
  readonly isEnabled: boolean | null;
  readonly clusters: readonly string[];
}

export interface Restream {
  readonly label: string | null;
  readonly url: string;
  readonly key: string;
}

/** What both kinds of token have. Times are in ms since 1970. */
interface AnyToken {
  readonly id: number;
  readonly label: string;
  /** The secret string that publishers and viewers send, and the key for self-signed tokens. */
  readonly token: string;
  readonly addedOn: number;
  /** null: it never expires. */
  readonly expiresOn: number | null;
  readonly isActive: boolean;
  readonly streams: readonly TokenStream[];
  /** Domains; empty: no restriction. */
  readonly allowedOrigins: readonly string[];
  /** IPv4 addresses and CIDR blocks, or the addresses that `bindIpsOnUsage` recorded; empty: no restriction. */
  readonly allowedIpAddresses: readonly string[];
  /** To how many of the first addresses that use it the token binds itself; 0: to none. */
  readonly bindIpsOnUsage: number;
  readonly originCluster: string;
  readonly allowedCountries: readonly string[];
  readonly deniedCountries: readonly string[];
}

export interface PublishToken extends AnyToken {
  readonly kind: 'publish';
  readonly subscribeRequiresAuth: boolean;
  readonly record: boolean;
  readonly clip: boolean;
  readonly multisource: boolean;
  readonly enableThumbnails: boolean;
  readonly displaySrtPassphrase: boolean;
  readonly srtPassphrase: string;
  readonly lowLatencyRtmp: boolean;
  readonly geoCascade: GeoCascade | null;
  readonly restream: readonly Restream[];
}

export interface SubscribeToken extends AnyToken {
  readonly kind: 'subscribe';
  readonly trackingId: string | null;
}

export type Token = PublishToken | SubscribeToken;
export type TokenOf<K extends TokenKind> = Extract<Token, { kind: K }>;
