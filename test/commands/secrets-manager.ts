import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { onTestFinished } from 'vitest';

export interface DeployedSecret {
  readonly ARN: string;
  /** In seconds, as AWS tells times. */
  readonly CreatedDate: number;
  readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
  value: string;
}

export function deployed(stage: string, owner: string, value: string, CreatedDate = 0): DeployedSecret {
  const tags = { app: 'stagepass', stage, 'provider-secret': owner, 'aws:cloudformation:stack-name': 'any' };
  return {
    ARN: `arn:aws:secretsmanager:us-east-1:123456789012:secret:${stage}-${owner}-AbCdEf`,
    CreatedDate,
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    value,
  };
}

/** Secrets Manager as the account's owner sees it, two secrets a page: AWS JSON 1.1 over HTTP for the real SDK. */
export async function secretsManager(secrets: DeployedSecret[]) {
  const calls: string[] = [];
  const refused = new Set<string>();
  // biome-ignore lint/suspicious/noExplicitAny: a call's input is what its operation says
  const operations: Record<string, (input: any) => object> = {
    ListSecrets({ NextToken = '0' }) {
      const next = Number(NextToken) + 2;
      const page = secrets
        .slice(Number(NextToken), next)
        .map(({ ARN, CreatedDate, Tags }) => ({ ARN, CreatedDate, Tags }));
      return { SecretList: page, ...(next < secrets.length && { NextToken: String(next) }) };
    },
    GetSecretValue: ({ SecretId }) => ({ SecretString: secrets.find(({ ARN }) => ARN === SecretId)?.value }),
    PutSecretValue({ SecretId, SecretString }) {
      const secret = secrets.find(({ ARN }) => ARN === SecretId);
      if (secret !== undefined) secret.value = SecretString;
      return {};
    },
  };
  const server = createServer(async (request, response) => {
    const name = String(request.headers['x-amz-target']).replace('secretsmanager.', '');
    calls.push(name);
    const input = await json(request);
    const status = refused.has(name) ? 400 : 200;
    const body = status === 200 ? operations[name]?.(input) : { __type: 'AccessDeniedException', message: 'no' };
    response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' };
  const client = new SecretsManagerClient({ region: 'us-east-1', endpoint, credentials });
  onTestFinished(() => client.destroy());
  return { client, endpoint, calls, refuse: (operation: string) => refused.add(operation) };
}
