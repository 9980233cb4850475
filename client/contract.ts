import type * as v from 'valibot';
import type { ContractRoute } from '../lambda/contract.ts';

/*
 * The contract as a client sees it, in types only. A built client has this file written out (build/contract-types.ts), so that
 * it needs neither the contract nor its schemas.
 */

export type { ErrorCode } from '../api/errors.ts';

/**
 * A query, or the parameters in a path, as they may be written down: a number where the contract reads one out of the text,
 * true or false where it reads that.
 */
type Written<Q extends v.GenericSchema> = {
  [K in keyof v.InferInput<Q>]:
    | v.InferInput<Q>[K]
    | Truth<v.InferInput<Q>[K]>
    | (K extends keyof v.InferOutput<Q> ? v.InferOutput<Q>[K] : never);
};

type Truth<I> = I extends 'true' ? true : I extends 'false' ? false : never;

type Params<R> = R extends { readonly params: infer P extends v.GenericSchema } ? Written<P> : unknown;
type Body<R> = R extends { readonly body: infer B extends v.GenericSchema } ? v.InferInput<B> : unknown;

/** What goes in and comes out, by the route's name. */
export type Contract = {
  readonly [R in ContractRoute as R['name']]: {
    readonly input: Written<R['query']> & Params<R> & Body<R>;
    readonly output: v.InferOutput<R['response']>;
  };
};

/** Method and path of each route, and `{}` where it takes a body. */
export type Routes = {
  readonly [R in ContractRoute as R['name']]: R extends { readonly body: v.GenericSchema }
    ? `${R['method']} ${R['path']} {}`
    : `${R['method']} ${R['path']}`;
};
