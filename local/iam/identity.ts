import type { Role } from './role.ts';

/** Who makes a call: a session of a role. */
export interface Identity {
  readonly role: Role;
  /** The function's name, for a role that a function has taken on. */
  readonly session: string;
}

/** Whose an access key is; undefined where it is nobody's. */
export type Identify = (accessKeyId: string) => Identity | undefined;
