// As tutorials write it: whole packages out of node_modules, all of them loaded before the first request.
const { SecretsManagerClient, GetSecretValueCommand } = require('@aws-sdk/client-secrets-manager');
const { AuthClient, AllTopics, CredentialProvider, DisposableTokenScopes, ExpiresIn } = require('@gomomento/sdk');

const client = new SecretsManagerClient({});

exports.handler = async () => {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: process.env.SECRET_ARN }));
  const { apiKey } = JSON.parse(SecretString);
  // Tutorials have no endpoint of their own; here Momento's stand-in is asked.
  const { host } = new URL(process.env.MOMENTO_ENDPOINT);
  const endpoints = { controlEndpoint: host, cacheEndpoint: host, tokenEndpoint: host, secureConnection: false };
  const auth = new AuthClient({
    credentialProvider: CredentialProvider.fromString({ apiKey, endpointOverrides: endpoints }),
  });
  const token = await auth.generateDisposableToken(
    DisposableTokenScopes.topicSubscribeOnly('stagepass', AllTopics),
    ExpiresIn.hours(1),
  );
  return { statusCode: 200, body: JSON.stringify({ token: token.authToken, exp: token.expiresAt.epoch() }) };
};
