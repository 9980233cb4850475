// As tutorials write it: whole packages out of node_modules, all of them loaded before the first request.
const { SecretsManagerClient, GetSecretValueCommand } = require('@aws-sdk/client-secrets-manager');
const { RtcTokenBuilder, RtcRole } = require('agora-access-token');

const client = new SecretsManagerClient({});

exports.handler = async (event) => {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: process.env.SECRET_ARN }));
  const { appId, appCertificate } = JSON.parse(SecretString);
  const { channelName, uid } = event.queryStringParameters;
  const expiresAt = Math.floor(Date.now() / 1000) + 3600;
  const token = RtcTokenBuilder.buildTokenWithUid(
    appId,
    appCertificate,
    channelName,
    Number(uid),
    RtcRole.PUBLISHER,
    expiresAt,
  );
  return { statusCode: 200, body: JSON.stringify({ token }) };
};
