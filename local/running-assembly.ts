import type { ByKey } from './assembly/by-key.ts';
import type { Certificate } from './certificate.ts';
import type { Clock } from './clock.ts';
import type { OnRequest, ToldRequests } from './cloudfront/cloudfront.ts';
import type { OnControlCall } from './control-call.ts';
import type { FunctionLogLine } from './lambda/log.ts';
import type { Outage } from './secrets-manager/server.ts';

/** How to run an assembly. All options but the folder have defaults for tests. */
export interface RunAssemblyOptions {
  /** The folder that `cdk synth` wrote. */
  readonly assemblyDir: string;
  /** The names of the stacks to run, of an assembly that has others too. By default all. */
  readonly stacks?: readonly string[];
  /** The port of `url`. 0, the default, takes a free one. All other servers take free ones. */
  readonly port?: number;
  /** The address or name at which distributions listen; 127.0.0.1, the default, is for programs of this machine. */
  readonly host?: string;
  /** The distributions serve HTTPS with it, in place of HTTP. */
  readonly certificate?: Certificate;
  /**
   * Values of secrets in place of the template's. The key is the secret's name or ARN, or the key of a stack output with
   * one of these. If the value is a function, it gets the template's value ('' for none).
   */
  readonly secrets?: Readonly<Record<string, string | ((templateValue: string) => string)>>;
  /** Values in place of the template's, in every function whose template sets the variable of that name. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Variables that the distributions' functions get. In AWS they have none, so a function must do without, too. */
  readonly edgeEnvironment?: Readonly<Record<string, string>>;
  /** How many requests a function can handle at the same time; 2 by default. Further ones wait. */
  readonly instancesPerFunction?: number;
  /** For throttling, the authorizer's cache and timeouts. Function processes use the machine's clock. */
  readonly clock?: Clock;
  /** How long a change of a distribution takes to reach the last edge location, in ms; 3 s by default. */
  readonly propagationMs?: number;
  /** How long a change of a secret takes to reach its replicas, in ms; 1 s by default. */
  readonly replicationMs?: number;
  /** Called for every AWS API call of functions and operators. It can break the call off. */
  readonly onControlCall?: OnControlCall;
  /**
   * Called with every request to a distribution, before anything else. It may answer, or change the URL and the raw
   * headers.
   * @returns whether it has answered.
   */
  readonly onRequest?: OnRequest;
  /** Is told of every request to a distribution, and of the way that it took. */
  readonly told?: ToldRequests;
  /** Called with every line that a function writes. */
  readonly onLog?: (line: FunctionLogLine) => void;
}

/** Lets tests control the local Secrets Manager directly. Functions use its API. */
export interface SecretsManagerControl {
  /** The endpoint's URL, which functions get. */
  readonly url: string;
  /**
   * Puts a new AWSCURRENT version; the one before becomes AWSPREVIOUS.
   * @param secretId name, ARN, or the key of a stack output with one of these.
   * @returns the id of the new version.
   */
  put(secretId: string, value: string): string;
  /**
   * The value at that stage, AWSCURRENT by default; undefined when the secret has no such version.
   * @param region where to read the secret's replica; by default the secret itself is read.
   */
  get(secretId: string, stage?: string, region?: string): string | undefined;
  /**
   * Rotates a secret and waits for the end. An incomplete rotation is continued instead of starting a new one.
   * Rejects when the rotation function fails.
   */
  rotate(secretId: string): Promise<void>;
  /** Makes every request fail in this way, or every one for a region, until `restore` is called. */
  fail(how: Outage, region?: string): void;
  /** @param region by default all of them. */
  restore(region?: string): void;
  readonly replication: ReplicationControl;
}

/** Lets tests hold up what Secrets Manager copies to a region. */
export interface ReplicationControl {
  /** Until `resume`, no change arrives in the region. Its status goes on to be InSync. */
  pause(region: string): void;
  /** Until `resume`, no change arrives in the region, and all its replicas are Failed. They can still be read. */
  fail(region: string, message: string): void;
  /** What couldn't arrive does so after the usual time. */
  resume(region: string): void;
}

/** Lets tests take a region away. Edge functions go on: they run at the edge locations. */
export interface RegionsControl {
  /**
   * Nothing in the region can be reached: no API and no Secrets Manager, and nothing is replicated to it. With us-east-1,
   * CloudFront’s configuration can’t be changed.
   */
  lose(region: string): void;
  giveBack(region: string): void;
}

/** A running assembly. */
export interface RunningAssembly {
  /** The URL of the first distribution, or of the first API if there is no distribution. */
  readonly url: string;
  /** `http://127.0.0.1:PORT` or `https://…`, by logical id, in place of the distributions' domains. */
  readonly distributions: ByKey<string>;
  /** `http://127.0.0.1:PORT/STAGE`, by logical id: the APIs' own URLs, which don't go through a distribution. */
  readonly apis: ByKey<string>;
  /** The outputs of all stacks, with their values in AWS. */
  readonly outputs: ByKey<string>;
  /** What requests pass through in AWS but not here, since only AWS can run it. All of it can only refuse requests. */
  readonly notRun: readonly string[];
  readonly secretsManager: SecretsManagerControl;
  readonly regions: RegionsControl;
  /** The names of the secrets that have a rotation. */
  readonly rotating: readonly string[];
  /** Environment variables that make AWS SDKs and tools of another process use the services here, as an operator. */
  readonly operatorEnvironment: Readonly<Record<string, string>>;
  /** The last lines that functions wrote. All lines of an invocation are in it before the answer is sent. */
  readonly logs: readonly FunctionLogLine[];
  /** Ends the processes of the functions that have this in their names, or of all. The next request is a cold start. */
  coldStart(inName?: string): Promise<void>;
  /** Ends everything that was started. */
  close(): Promise<void>;
}
