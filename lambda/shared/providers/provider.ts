import type * as v from 'valibot';
import type { Audience, Route } from '../../../api/route.ts';
import type { Terms } from '../../../api/terms.ts';
import type { Only } from '../rights/rights.ts';

/*
 * The descriptor of a provider: its routes, its part of the configuration, its keys, its rights and its functions. It
 * imports no SDK, no CDK and nothing of Node, only schemas and data, so that the stacks, the commands, the local app,
 * the client's build and the console can all import it.
 */

/** A key of a provider that a person fills in. */
export interface KeyField {
  /** The variable, of the environment or in `.env`, that may contain it. */
  readonly variable: string;
  /** What a person is asked for, such as `the project’s App ID`. */
  readonly description: string;
  /** Where it is in the provider's console, such as `Agora Console, Projects`. */
  readonly found: string;
  /** What one looks like, for a person who entered something else; “expected ” is put before it. */
  readonly expected: string;
  /**
   * What is doubtful about a key that fits the schema, for the person who stores it; undefined for nothing. It follows the
   * field’s name, and never repeats the key.
   */
  readonly warning?: (key: string) => string | undefined;
}

/** A secret: a JSON object in Secrets Manager. The stack creates it empty. */
export interface ProviderSecret<C = object> {
  /** Commands find the secret by this: it is in its tag and in its output’s name. Unique among all providers. */
  readonly owner: string;
  /** Its name in the template’s description and in errors about missing keys: `Agora`. */
  readonly title: string;
  /** What it must contain. */
  readonly schema: v.ObjectSchema<v.ObjectEntries, undefined>;
  /** What a person fills in, by field of the schema; undefined where a command makes the secret. */
  readonly keys?: Readonly<Record<string, KeyField>>;
  /** The fields that a stage with this configuration needs; the others stay empty. Default: all. */
  needs?(configuration: C): readonly string[];
  /**
   * `create-x`: the flag of `npx stagepass secrets` that makes it, and the name of the file in the provider’s folder for
   * that.
   */
  readonly madeBy?: string;
}

export interface UrlForm {
  /** For a person who wrote something else; “is no ” is put before it. */
  readonly called: string;
  fits(text: string): boolean;
}

/** Where the provider is, for a function that calls it there, or that tells its clients. */
export interface ProviderUrl<C> {
  /** The function’s environment variable. In `.env` it sends a local run to another server. */
  readonly variable: string;
  /** @returns '' where the keys contain it. */
  of(configuration: C): string;
  /** What it is, for `.env.example`. Default: another URL to ask the provider at. */
  readonly description?: string;
  /** What `.env` may say. Default, also where it gives undefined: a URL that starts with https:// or http://. */
  formOf?(configuration: C): UrlForm | undefined;
}

/** How a function is told where to end sessions on localhost. */
export interface Kicks {
  /** Its variable with the URL of the provider’s sandbox for these calls; empty where it is deployed. */
  readonly sandboxVariable: string;
}

/** How many bytes a function's bundle may have, where its descriptor says nothing else: docs/decisions/0007. */
const BUNDLE_BYTES = 204_800;

/** How many bytes more it may have on a stage with projects, for the entry that chooses one. Their options don't count. */
const PROJECTS_ENTRY_BYTES = 3_072;

/** A Lambda function of a provider, bundled from its folder. */
export interface ProviderFunction<C> {
  /** Its folder below lambda/; also the function’s id. */
  readonly folder: string;
  /**
   * The construct’s id. All logical ids of its resources start with it: if it changes, CloudFormation replaces them.
   */
  readonly construct: string;
  /** The id of the function inside that construct. Default: `Token`. */
  readonly constructOfFunction?: string;
  /** What it does; “Stagepass: ” is put before it. */
  readonly does: string;
  /** The APIs that have it. There it answers all routes of the provider, and no other function does. */
  readonly audiences: readonly Audience[];
  /** The one secret of its provider that it may read. Functions that have the same object here share the secret. */
  readonly secret: ProviderSecret<C>;
  /** For a function that ends users’ sessions at its provider. It may change the stage’s deny list, too. */
  readonly kicks?: Kicks;
  /** For a function that calls its provider over the network, or answers where it is. */
  readonly url?: ProviderUrl<C>;
  /** Default: 10, because a viewer waits. */
  readonly timeoutSeconds?: number;
  /** The largest size of its bundle. Default: `BUNDLE_BYTES`. The first caller waits until all of it is loaded. */
  readonly bundleBytes?: number;
  /** The part of the configuration that the function gets. */
  options(configuration: C): object;
}

/** A mistake in a caller’s rights: where in its `rights`, and what was expected there. */
export interface RightsFault {
  /**
   * At a limit, or in it (`[id, 'rooms', 0]`): the stage doesn’t give that. On a stage with projects it is a mistake only
   * where none of the caller’s projects gives it. At the provider (`[id]`) or elsewhere: a mistake in each project.
   */
  readonly path: readonly (string | number)[];
  readonly expected: string;
}

/** What a new project begins with: no more than the provider requires. */
export interface Starter {
  readonly configuration: object;
  /** What a team must put its own value for, by the path in the configuration: `the URL of your LiveKit server`. */
  readonly placeholders: Readonly<Record<string, string>>;
}

export interface ProviderDescriptor<
  Id extends string = string,
  T extends Terms = Terms,
  S extends v.GenericSchema = v.GenericSchema,
> {
  /** Its name in configuration, rights, logs, metrics and commands; also its folder below lambda/. */
  readonly id: Id;
  /** Its name for people. */
  readonly title: string;
  /** NoInfer: a route of another provider is an error, instead of making `Id` a union of both ids. */
  readonly routes: readonly (Route & { readonly provider: NoInfer<Id>; readonly rights: NoInfer<T> })[];
  /** The schema of its part of a stage’s configuration, with defaults. */
  readonly configuration: S;
  /** Where a new project can’t begin with an empty object. */
  readonly starter?: Starter;
  /** Examples by the names of routes, where a good request names something that only this configuration says. */
  examples?(configuration: v.InferOutput<S>): Readonly<Record<string, Route['example']>>;
  /** What rights can limit in its tokens, beside routes and lifetimes. */
  readonly rights: T;
  /** Mistakes in rights that their schemas can’t find, because they depend on this configuration. */
  rightsFaults?(
    given: { readonly only: Only<T>; readonly maximumLifetimeSeconds: number | undefined },
    configuration: v.InferOutput<S>,
  ): readonly RightsFault[];
  /** Whether tokens are requested over the network; otherwise the function makes them itself with the keys. */
  readonly isRemote: boolean;
  /** The same for a stage with this configuration, where some stages request them and others don’t. */
  isRemoteWith?(configuration: v.InferOutput<S>): boolean;
  readonly functions: readonly [ProviderFunction<v.InferOutput<S>>, ...ProviderFunction<v.InferOutput<S>>[]];
}

/**
 * Gives a descriptor its exact type: a route of another provider, or without the provider’s terms, is a compiler error.
 */
export function defineProvider<
  const Id extends string,
  const T extends Terms,
  const S extends v.GenericSchema,
  const D extends ProviderDescriptor<Id, T, S>,
>(descriptor: D & ProviderDescriptor<Id, T, S>): D {
  return descriptor;
}

/** Whether the tokens of a stage with this configuration are requested over the network. */
export function isRemoteWith(provider: ProviderDescriptor, configuration: object): boolean {
  return provider.isRemoteWith?.(configuration) ?? provider.isRemote;
}

/** The secrets of a provider’s functions, each once. */
export function secretsOf<C>(functions: readonly ProviderFunction<C>[]): ProviderSecret<C>[] {
  return [...new Set(functions.map(({ secret }) => secret))];
}

/** How many bytes a function's bundle may have. */
export function bundleBudget(
  { bundleBytes = BUNDLE_BYTES }: Pick<ProviderFunction<never>, 'bundleBytes'>,
  byProject: boolean,
): number {
  return bundleBytes + (byProject ? PROJECTS_ENTRY_BYTES : 0);
}
