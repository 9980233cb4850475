import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import * as v from 'valibot';
import type { Identify } from '../iam/identity.ts';
import { type LocalServer, listen } from '../listen.ts';
import { getSecretValue } from './get-secret-value.ts';
import { type Caller, type Operation, SecretsManagerError } from './operation.ts';
import type { SecretStore } from './secret-store.ts';

/** How the service fails: `down` answers 500 at once, `hang` never answers. */
export type Outage = 'down' | 'hang';

export interface SecretsManagerServer extends LocalServer {
  fail(how: Outage): void;
  restore(): void;
}

const operations: Readonly<Record<string, Operation>> = {
  GetSecretValue: getSecretValue,
};

/** Secrets Manager for the real SDK: AWS JSON 1.1 over HTTP, with IAM's say on every call. */
export async function startSecretsManager(store: SecretStore, identify: Identify): Promise<SecretsManagerServer> {
  let outage: Outage | undefined;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (outage === 'hang') return;
    try {
      if (outage === 'down') throw new SecretsManagerError('InternalServiceError', 'the service is down', 500);
      const operation = operations[String(request.headers['x-amz-target']).replace(/^secretsmanager\./, '')];
      if (operation === undefined) {
        throw new SecretsManagerError('UnknownOperationException', 'the local Secrets Manager doesn’t know this call');
      }
      const caller = callerOf(request, identify);
      respond(response, 200, operation(await json(request), caller, store));
    } catch (error) {
      const { type, message, status } = asServiceError(error);
      respond(response, status, { __type: type, message });
    }
  }

  const server = await listen(createServer((request, response) => void answer(request, response)));
  return {
    ...server,
    fail(how) {
      outage = how;
    },
    restore() {
      outage = undefined;
    },
  };
}

/** Signature Version 4 says in the credential's scope which region is asked. Signatures themselves are not checked. */
function callerOf(request: IncomingMessage, identify: Identify): Caller {
  const scope = /Credential=([^/]+)\/\d{8}\/([^/]+)\/secretsmanager\/aws4_request/.exec(
    request.headers.authorization ?? '',
  );
  const [, accessKeyId, region] = scope ?? [];
  if (accessKeyId === undefined || region === undefined) {
    throw new SecretsManagerError('MissingAuthenticationTokenException', 'Request is missing Authentication Token');
  }
  const identity = identify(accessKeyId);
  if (identity === undefined) {
    throw new SecretsManagerError(
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
    );
  }
  return { ...identity, region };
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
