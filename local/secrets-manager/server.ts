import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import * as v from 'valibot';
import { goesOn, type OnControlCall, unheard } from '../control-call.ts';
import { type ApiCaller, type Identify, readCredential } from '../iam/identity.ts';
import { type LocalServer, listen } from '../listen.ts';
import { describeSecret } from './describe-secret.ts';
import { getSecretValue } from './get-secret-value.ts';
import { listSecrets } from './list-secrets.ts';
import { SecretsManagerError, type SecretsManagerOperation } from './operation.ts';
import { putSecretValue } from './put-secret-value.ts';
import { rotateSecret } from './rotate-secret.ts';
import type { Rotations } from './rotations.ts';
import type { SecretStore } from './secret-store.ts';
import { updateSecretVersionStage } from './update-secret-version-stage.ts';

/** How the service fails: `down` answers 500, `hang` never answers. */
export type Outage = 'down' | 'hang';

export interface SecretsManagerServer extends LocalServer {
  /** Without a region it is all of them. */
  fail(how: Outage, region?: string): void;
  restore(region?: string): void;
}

export interface SecretsManagerOptions {
  /** Needed for RotateSecret. */
  readonly rotations?: Pick<Rotations, 'start'>;
  readonly onCall?: OnControlCall;
}

/** Secrets Manager's API for the AWS SDK: AWS JSON 1.1 over HTTP. Every call is checked against IAM policies. */
export async function startSecretsManager(
  store: SecretStore,
  identify: Identify,
  { rotations, onCall = unheard }: SecretsManagerOptions = {},
): Promise<SecretsManagerServer> {
  const operations: Readonly<Record<string, SecretsManagerOperation>> = {
    DescribeSecret: describeSecret,
    GetSecretValue: getSecretValue,
    ListSecrets: listSecrets,
    PutSecretValue: putSecretValue,
    UpdateSecretVersionStage: updateSecretVersionStage,
    ...(rotations && { RotateSecret: rotateSecret(rotations) }),
  };
  let everywhere: Outage | undefined;
  const outages = new Map<string, Outage>();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const region = readCredential(request.headers.authorization, 'secretsmanager')?.region ?? '';
    const outage = everywhere ?? outages.get(region);
    if (outage === 'hang') return;
    try {
      if (outage === 'down') throw new SecretsManagerError('InternalServiceError', 'the service is down', 500);
      const action = String(request.headers['x-amz-target']).replace(/^secretsmanager\./, '');
      const operation = operations[action];
      if (operation === undefined) {
        throw new SecretsManagerError('UnknownOperationException', 'the local Secrets Manager doesn’t know this call');
      }
      const caller = apiCallerOf(request, identify);
      const input = await json(request);
      const call = { service: 'secretsmanager', action, by: caller.session } as const;
      if (!(await goesOn(onCall({ ...call, phase: 'before' }), response))) return;
      const output = operation(input, caller, store);
      if (!(await goesOn(onCall({ ...call, phase: 'after' }), response))) return;
      respond(response, 200, output);
    } catch (error) {
      const { type, message, status } = asServiceError(error);
      respond(response, status, { __type: type, message });
    }
  }

  const server = await listen(createServer((request, response) => void answer(request, response)));
  return {
    ...server,
    fail(how, region) {
      if (region === undefined) everywhere = how;
      else outages.set(region, how);
    },
    restore(region) {
      if (region !== undefined) return void outages.delete(region);
      everywhere = undefined;
      outages.clear();
    },
  };
}

function apiCallerOf(request: IncomingMessage, identify: Identify): ApiCaller {
  const credential = readCredential(request.headers.authorization, 'secretsmanager');
  if (credential === undefined) {
    throw new SecretsManagerError('MissingAuthenticationTokenException', 'Request is missing Authentication Token');
  }
  const identity = identify(credential.accessKeyId);
  if (identity === undefined) {
    throw new SecretsManagerError(
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
    );
  }
  return { ...identity, region: credential.region };
}

function asServiceError(error: unknown): SecretsManagerError {
  if (error instanceof SecretsManagerError) return error;
  if (error instanceof v.ValiError || error instanceof SyntaxError) {
    return new SecretsManagerError('ValidationException', error.message);
  }
  return new SecretsManagerError('InternalServiceError', String(error), 500);
}

function respond(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
}
