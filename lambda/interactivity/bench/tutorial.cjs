// As tutorials write it: whole packages out of node_modules, all of them loaded before the first request.
const { SecretsManagerClient, GetSecretValueCommand } = require('@aws-sdk/client-secrets-manager');
const axios = require('axios');

const client = new SecretsManagerClient({});

exports.handler = async () => {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: process.env.SECRET_ARN }));
  const { consumerKey, consumerSecret } = JSON.parse(SecretString);
  const { data } = await axios.post(
    process.env.INTERACTIVITY_TOKEN_URL,
    new URLSearchParams({ grant_type: 'client_credentials' }),
    { auth: { username: consumerKey, password: consumerSecret } },
  );
  return { statusCode: 200, body: JSON.stringify(data) };
};
