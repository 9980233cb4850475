import type * as v from 'valibot';
import type { Audience, Route } from '../../../api/route.ts';
import type { Terms } from '../../../api/terms.ts';
import type { Only } from '../rights/rights.ts';

/*
 * What a provider is to everything else: its routes, its part of the configuration, its keys, its rights and its
 * functions. Schemas and data only, so that the stacks, the commands, the local app, the client's build and the console
 * can all import it: no SDK, no CDK, nothing of Node.
 */

/** One key of a provider, which a person fills in. */
export interface KeyField {
  /** The variable of the environment or `.env` that may give it. */
  readonly variable: string;
  /** What a person is asked for, such as `the project’s App ID`. */
  readonly description: string;
  /** Where it is in the provider's console, such as `Agora Console, Projects`. */
  readonly found: string;
  /** What one looks like, for a person who has typed another thing: after “expected …”. */
  readonly expected: string;
}

/** A secret: a JSON object in Secrets Manager, made empty by the stack. */
export interface ProviderSecret {
  /** Whose it is, as commands find it: its tag, and a part of its output’s name. One of a kind among all providers. */
  readonly owner: string;
  /** What it is called, in the template’s description and when there are no keys: `Agora`. */
  readonly title: string;
  /** What must stand in it. */
  readonly schema: v.ObjectSchema<v.ObjectEntries, undefined>;
  /** What a person fills in, by the fields of the schema; undefined where a command makes the secret. */
  readonly keys?: Readonly<Record<string, KeyField>>;
  /** `create-x`: the flag of `npm run secrets` that makes it, and the file of the provider’s folder that does. */
  readonly madeBy?: string;
}

/** Where a function asks its provider. */
export interface ProviderUrl<C> {
  /** The function’s variable; in `.env` it leads a local run elsewhere. */
  readonly variable: string;
  /** @returns '' where the keys say it. */
  of(configuration: C): string;
}

/** A Lambda function of a provider, bundled from its folder. */
export interface ProviderFunction<C> {
  /** Below lambda/; also the function’s id. */
  readonly folder: string;
  /** The construct’s id, which every resource’s logical id begins with: another makes CloudFormation replace them. */
  readonly construct: string;
  /** The id of the function within it, where it isn’t `Token`. */
  readonly constructOfFunction?: string;
  /** What it does, after “Stagepass: …”. */
  readonly does: string;
  /** Which APIs have it. It answers all of the provider’s routes there, and no other function does. */
  readonly audiences: readonly Audience[];
  /** The one secret that it may read. */
  readonly secret: ProviderSecret;
  /** Only for a function that asks its provider over the network. */
  readonly url?: ProviderUrl<C>;
  /** 10 by default: a viewer waits. */
  readonly timeoutSeconds?: number;
  /** The most that its bundle may hold; 204,800 by default. What it loads is what its first caller waits for. */
  readonly bundleBytes?: number;
  /** What of the configuration it is told. */
  options(configuration: C): object;
}

/** Rights that can’t be meant: where within a caller’s `rights`, and what was expected there. */
export interface RightsFault {
  readonly path: readonly (string | number)[];
  readonly expected: string;
}

export interface ProviderDescriptor<
  Id extends string = string,
  T extends Terms = Terms,
  S extends v.GenericSchema = v.GenericSchema,
> {
  /** As configuration, rights, logs, metrics and commands call it; also its folder below lambda/. */
  readonly id: Id;
  /** As a person calls it. */
  readonly title: string;
  /** Nothing is inferred of them: another provider's route is an error, not a provider of two names. */
  readonly routes: readonly (Route & { readonly provider: NoInfer<Id>; readonly rights: NoInfer<T> })[];
  /** Its part of a stage’s configuration, with defaults. */
  readonly configuration: S;
  /** What rights can limit of its tokens, beside routes and lifetimes. */
  readonly rights: T;
  /** What rights can’t be meant with this configuration, beyond what their schemas say. */
  rightsFaults?(
    given: { readonly only: Only<T>; readonly maximumLifetimeSeconds: number | undefined },
    configuration: v.InferOutput<S>,
  ): readonly RightsFault[];
  /** Whether tokens are asked for over the network; otherwise they are made of the keys here. */
  readonly isRemote: boolean;
  readonly functions: readonly [ProviderFunction<v.InferOutput<S>>, ...ProviderFunction<v.InferOutput<S>>[]];
}

/**
 * Types a descriptor exactly: a route of another provider or without the provider’s terms is an error of the compiler.
 */
export function defineProvider<
  const Id extends string,
  const T extends Terms,
  const S extends v.GenericSchema,
  const D extends ProviderDescriptor<Id, T, S>,
>(descriptor: D & ProviderDescriptor<Id, T, S>): D {
  return descriptor;
}
