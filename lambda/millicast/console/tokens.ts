import type { Client } from '../../../client/client-of.ts';
import type { Operation, Schema } from '../../../web/contract.ts';

export const kinds = ['Publish', 'Subscribe'] as const;
export type Kind = (typeof kinds)[number];

/** A token that Millicast stores, for publishing or for viewing. */
export interface Token extends Readonly<Record<string, unknown>> {
  readonly id: number;
  readonly label: string;
  readonly token: string;
  readonly isActive: boolean;
  /** Null for never. */
  readonly expiresAt: string | null;
  readonly streams: readonly { readonly streamName: string; readonly isRegex: boolean }[];
}

/** What can be done with tokens. For the page, the methods of both kinds have the same types. */
const actions = { list: 'Tokens', find: 'TokensByName', create: 'Token', update: 'Token', delete: 'Token' } as const;
export type Action = keyof typeof actions;

interface Answers {
  readonly list: readonly Token[];
  readonly find: readonly Token[];
  readonly create: Token;
  readonly update: Token;
  readonly delete: true;
}

type Input = Readonly<Record<string, unknown>>;

/** The client's methods for one kind of token that the caller may use. */
export interface Tokens {
  readonly kind: Kind;
  may(action: Action): boolean;
  ask<A extends Action>(action: A, input: Input): Promise<Answers[A]>;
  /** The schema of an action's body. */
  body(action: Action): Schema;
  parameters(action: Action): Operation['parameters'];
}

export function tokensOf(kind: Kind, client: Client, operations: readonly Operation[]): Tokens {
  const nameOf = (action: Action) =>
    `${action === 'find' ? 'list' : action}${kind}${actions[action]}` as Operation['name'];
  const operationOf = (action: Action) => operations.find(({ name }) => name === nameOf(action));
  return {
    kind,
    may: (action) => operationOf(action) !== undefined,
    async ask<A extends Action>(action: A, input: Input) {
      const method = client[nameOf(action)] as unknown as (input: Input) => Promise<{ readonly data: Answers[A] }>;
      return (await method(input)).data;
    },
    body: (action) => operationOf(action)?.body ?? {},
    parameters: (action) => operationOf(action)?.parameters ?? [],
  };
}
