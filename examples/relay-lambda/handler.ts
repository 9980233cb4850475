import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type Client, createClient } from 'stagepass/client';
import { type Rules, tokenForUser } from '../relay/token-for-user.ts';

/** A password that was rotated is good for 300 s at least, so it must be read more often than that. */
const KEEP_MS = 240_000;

const secretsManager = new SecretsManagerClient();
let kept: { readonly until: number; readonly stagepass: Client; readonly rules: Rules } | undefined;

/** Stands for the app's own list. */
const members: Readonly<Record<string, readonly string[]>> = { lobby: ['ada', 'grace'] };

/** `POST /token?room=ROOM`, at a function URL or an HTTP API of API Gateway: both send events of format 2.0. */
export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const { rawPath, headers, cookies, queryStringParameters, requestContext } = event;
  if (rawPath !== '/token' || requestContext.http.method !== 'POST')
    return answered(404, { error: 'there is POST /token alone' });
  const { stagepass, rules } = await current();
  const asked = {
    cookies: cookies?.join('; '),
    fetchSite: headers['sec-fetch-site'],
    room: queryStringParameters?.room,
  };
  const { status, body } = await tokenForUser(asked, stagepass, rules);
  return answered(status, body);
}

function answered(statusCode: number, body: Readonly<Record<string, unknown>>): APIGatewayProxyStructuredResultV2 {
  const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };
  return { statusCode, headers, body: JSON.stringify(body) };
}

async function current() {
  if (kept === undefined || Date.now() >= kept.until) {
    const [credentials, session] = await Promise.all([secret('CALLER_SECRET'), secret('SESSION_SECRET')]);
    const stagepass = createClient({ url: variable('STAGEPASS_URL'), credentials: credentials as Credentials });
    const sessionKey = Buffer.from((session as { key: string }).key, 'base64');
    const mayJoin = (user: string, room: string) => members[room]?.includes(user) === true;
    kept = { until: Date.now() + KEEP_MS, stagepass, rules: { sessionKey, mayJoin } };
  }
  return kept;
}

interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** @param name of the variable that names the secret. */
async function secret(name: string): Promise<unknown> {
  const { SecretString } = await secretsManager.send(new GetSecretValueCommand({ SecretId: variable(name) }));
  return JSON.parse(SecretString ?? '');
}

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}
