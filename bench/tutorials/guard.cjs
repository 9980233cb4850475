// As tutorials write it: whole packages out of node_modules, all of them loaded before the first request.
const { SecretsManagerClient, GetSecretValueCommand } = require('@aws-sdk/client-secrets-manager');

const client = new SecretsManagerClient({ region: 'us-east-1' });
let expected;

exports.handler = async (event) => {
  const { request } = event.Records[0].cf;
  if (expected === undefined) {
    const { SecretString } = await client.send(
      new GetSecretValueCommand({ SecretId: 'stagepass/bench/caller/client' }),
    );
    const { username, password } = JSON.parse(SecretString);
    expected = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  }
  if (request.headers.authorization?.[0].value === expected) return request;
  return { status: '401', headers: { 'www-authenticate': [{ key: 'WWW-Authenticate', value: 'Basic' }] } };
};
