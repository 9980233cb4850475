export type { TokenFunction, TokenFunctionOptions } from './bearer-tokens.ts';
export type { CallOptions, Client, ClientOptions, ProjectOptions, Vended } from './client-of.ts';
export type { Contract, ErrorCode } from './contract.ts';
export { createClient } from './create-client.ts';
export { type ClientErrorCode, StagepassError } from './error.ts';
export { type Expiring, type Fresh, type KeepFreshOptions, keepFresh, type VendOptions } from './keep-fresh.ts';
export type { Clocks } from './steady-clock.ts';
