/* The least work that a token needs, in the way of AWS's samples. Everything else that the function does is ours. */
import { createPrivateKey, randomUUID } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { standIn } from '../sandbox/stand-in.ts';

const stage = {
  arn: 'arn:aws:ivs:us-east-1:123456789012:stage/abcdABCDefgh',
  eventsUrl: 'wss://global.events.live-video.net',
  whipUrl: 'https://1a2b3c4d5e6f.global-bm.whip.live-video.net',
};
const { privateKey, publicKeyArn } = standIn.demoKeys({ stages: { stage } });
const key = createPrivateKey(privateKey);

export function participantToken(): string {
  const claims = {
    jti: randomUUID(),
    resource: stage.arn,
    topic: 'abcdABCDefgh',
    events_url: stage.eventsUrl,
    whip_url: stage.whipUrl,
    user_id: 'ada',
    capabilities: { allow_publish: true, allow_subscribe: true },
    version: '1.0',
  };
  return jwt.sign(claims, key, { algorithm: 'ES384', keyid: publicKeyArn, expiresIn: 3_600 });
}
