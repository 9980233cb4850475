import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';

const secrets = new SecretsManagerClient();
const lists = new Map<string, string[]>();

/** Keeps to-dos for as long as it lives, and says who asked, with what. */
export async function handler(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  const { list = '', proxy = '' } = event.pathParameters ?? {};
  const items = lists.get(list) ?? [];
  if (event.httpMethod === 'PUT') lists.set(list, [...items, proxy]);
  const { SecretString = '' } = await secrets.send(new GetSecretValueCommand({ SecretId: process.env.LIST_KEY }));
  return {
    statusCode: event.httpMethod === 'PUT' ? 201 : 200,
    headers: { 'Content-Type': 'application/json' },
    multiValueHeaders: { 'Set-Cookie': ['seen=yes', `list=${list}`] },
    body: JSON.stringify({
      items: lists.get(list) ?? [],
      user: event.requestContext.authorizer?.principalId,
      plan: event.requestContext.authorizer?.plan,
      cookie: event.headers.cookie ?? event.headers.Cookie,
      keyLength: JSON.parse(SecretString).key.length,
    }),
  };
}
