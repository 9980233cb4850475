import type { Token, TokenKind, TokenOf } from './token.ts';

/** The tokens of the sandbox's one account, and the streams that are on air with them. */
export interface TokenStore {
  /** Both kinds of token share one counter, so that an id is never used for both. */
  nextId(): number;
  put(token: Token): void;
  get<K extends TokenKind>(kind: K, id: number): TokenOf<K> | undefined;
  /** In the order in which they were made. */
  all<K extends TokenKind>(kind: K): TokenOf<K>[];
  remove(id: number): void;
  /** Stores that a stream is on air with this token. */
  publishing(id: number, streamName: string): void;
  /** The ids of the publish tokens with a stream, or this stream, on air. A token that is disabled goes off air. */
  onAir(streamName?: string): number[];
}

export function tokenStore(): TokenStore {
  let lastId = 0;
  const tokens = new Map<number, Token>();
  const streamsOnAir = new Map<number, Set<string>>();

  function all<K extends TokenKind>(kind: K): TokenOf<K>[] {
    return [...tokens.values()].filter((token): token is TokenOf<K> => token.kind === kind);
  }

  function put(token: Token): void {
    tokens.set(token.id, token);
    if (!token.isActive) streamsOnAir.delete(token.id);
  }

  function remove(id: number): void {
    tokens.delete(id);
    streamsOnAir.delete(id);
  }

  function publishing(id: number, streamName: string): void {
    streamsOnAir.set(id, (streamsOnAir.get(id) ?? new Set()).add(streamName));
  }

  function onAir(streamName?: string): number[] {
    const ids = [...streamsOnAir.keys()];
    return streamName === undefined ? ids : ids.filter((id) => streamsOnAir.get(id)?.has(streamName));
  }

  return {
    nextId: () => {
      lastId += 1;
      return lastId;
    },
    put,
    get: (kind, id) => all(kind).find((token) => token.id === id),
    all,
    remove,
    publishing,
    onAir,
  };
}
