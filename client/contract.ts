import type * as v from 'valibot';
import type { ContractRoute } from '../lambda/contract.ts';

/*
 * The contract for clients, in types only. The build writes this file out (build/contract-types.ts), so that a built
 * client needs neither the contract nor its schemas.
 */

export type { ErrorCode } from '../api/errors.ts';

/**
 * The types in which a client gives the parameters of a query or path: a number or a boolean where the contract reads one
 * from the text.
 */
type Written<Q extends v.GenericSchema> = {
  [K in keyof v.InferInput<Q>]:
    | v.InferInput<Q>[K]
    | Truth<v.InferInput<Q>[K]>
    | (K extends keyof v.InferOutput<Q> ? v.InferOutput<Q>[K] : never);
};

type Truth<I> = I extends 'true' ? true : I extends 'false' ? false : never;

type Params<R> = R extends { readonly params: infer P extends v.GenericSchema } ? Written<P> : unknown;
/** Options of a route's method beside those of all: a provider's routes take a project. */
type Options<R> = R extends { readonly provider: string } ? { readonly project?: string } : unknown;
type Body<R> = R extends { readonly body: infer B extends v.GenericSchema } ? v.InferInput<B> : unknown;

/** Input, output and options of each route, by the route's name. */
export type Contract = {
  readonly [R in ContractRoute as R['name']]: {
    readonly input: Written<R['query']> & Params<R> & Body<R>;
    readonly output: v.InferOutput<R['response']>;
    readonly options: Options<R>;
  };
};

/** Method and path of each route, and `{}` where it takes a body. */
export type Routes = {
  readonly [R in ContractRoute as R['name']]: R extends { readonly body: v.GenericSchema }
    ? `${R['method']} ${R['path']} {}`
    : `${R['method']} ${R['path']}`;
};
