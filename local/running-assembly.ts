import type { ByKey } from './assembly/by-key.ts';
import type { Certificate } from './certificate.ts';
import type { Clock } from './clock.ts';
import type { OnControlCall } from './control-call.ts';
import type { FunctionLogLine } from './lambda/log.ts';
import type { Outage } from './secrets-manager/server.ts';

/** How to run an assembly. Everything but the assembly has a default that suits a test. */
export interface RunAssemblyOptions {
  /** The folder that `cdk synth` wrote. */
  readonly assemblyDir: string;
  /** What `url` leads to listens here on 127.0.0.1; 0, the default, takes a free port. All else takes free ones. */
  readonly port?: number;
  /** The distributions serve HTTPS with it, in place of HTTP. */
  readonly certificate?: Certificate;
  /**
   * Secret values in place of the template's own, by the secret's name or ARN, or the key of the stack output that holds
   * one of them. A function gets the value that the template makes ('' for none).
   */
  readonly secrets?: Readonly<Record<string, string | ((templateValue: string) => string)>>;
  /** Values in place of the template's, in every function whose template sets the variable of that name. */
  readonly environment?: Readonly<Record<string, string>>;
  /** How many requests a function can be answering at once; 2 by default. Further ones wait. */
  readonly instancesPerFunction?: number;
  /** Drives throttling, the authorizer cache and timeouts. Function processes have the machine's own clock. */
  readonly clock?: Clock;
  /** Until the last edge location has a change of a distribution, in ms; 3 s by default. */
  readonly propagationMs?: number;
  /** Told every call of an AWS API that functions and operators make; may break it off. */
  readonly onControlCall?: OnControlCall;
  /** Told every line that a function writes, as it is written. */
  readonly onLog?: (line: FunctionLogLine) => void;
}

/** What a test may do to the local Secrets Manager, beside what functions do to it over the wire. */
export interface SecretsManagerControl {
  /** Of the endpoint that functions are given. */
  readonly url: string;
  /**
   * Puts a new AWSCURRENT version; the one before becomes AWSPREVIOUS.
   * @param secretId name, ARN, or the key of a stack output that holds one.
   * @returns the id of the version.
   */
  put(secretId: string, value: string): string;
  /** The value at that stage, AWSCURRENT by default; undefined when the secret has no such version. */
  get(secretId: string, stage?: string): string | undefined;
  /**
   * Rotates a secret and waits for the end; a rotation that isn't complete goes on in place of a new one.
   * Rejects when its function fails.
   */
  rotate(secretId: string): Promise<void>;
  /** From now on every request fails this way, until `restore`. */
  fail(how: Outage): void;
  restore(): void;
}

/** A running assembly. */
export interface RunningAssembly {
  /** Where it is asked: its first distribution or, where it has none, its first API. */
  readonly url: string;
  /** `http://127.0.0.1:PORT` or `https://…`, by logical id: what a distribution's domain is in AWS. */
  readonly distributions: ByKey<string>;
  /** `http://127.0.0.1:PORT/STAGE`, by logical id: the APIs themselves, past any distribution. */
  readonly apis: ByKey<string>;
  /** The outputs of all stacks as AWS would give them. */
  readonly outputs: ByKey<string>;
  /** What stands on a request's way in AWS, but only AWS itself can run. It could only refuse more. */
  readonly notRun: readonly string[];
  readonly secretsManager: SecretsManagerControl;
  /** The names of the secrets that rotate, on a schedule or when they are asked to. */
  readonly rotating: readonly string[];
  /** What makes the AWS SDKs and tools of another process call the services here, with every right in the account. */
  readonly operatorEnvironment: Readonly<Record<string, string>>;
  /** The last lines that functions wrote. All lines of an invocation are here before its answer is. */
  readonly logs: readonly FunctionLogLine[];
  /** Ends every process of a function, by its name, or of all functions; the next request is a cold start. */
  coldStart(functionName?: string): Promise<void>;
  /** Ends everything that was started. */
  close(): Promise<void>;
}
