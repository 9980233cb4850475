export type { Contract, ErrorCode } from './contract.ts';
export { type CallOptions, type Client, type ClientOptions, createClient, type Vended } from './create-client.ts';
export { type ClientErrorCode, StagepassError } from './error.ts';
export { type Expiring, type Fresh, type KeepFreshOptions, keepFresh, type VendOptions } from './keep-fresh.ts';
export type { Clocks } from './steady-clock.ts';
