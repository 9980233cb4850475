/* The least that an answer takes: what a function does beyond these is ours. */
import { createHash, createHmac } from 'node:crypto';
import agora006 from 'agora-access-token';
import agora007 from 'agora-token';

const appId = '970ca35de60c44645bbae8a215061b33';
const certificate = '5cfd2fd1755d40ecb72977518be15d3b';
const seconds = () => Math.floor(Date.now() / 1000) + 3_600;

export function agora006Token(): string {
  const { RtcTokenBuilder, RtcRole } = agora006;
  return RtcTokenBuilder.buildTokenWithUid(appId, certificate, 'test', 1234, RtcRole.PUBLISHER, seconds());
}

export function agora007Token(): string {
  const { RtcTokenBuilder, RtcRole } = agora007;
  return RtcTokenBuilder.buildTokenWithUid(appId, certificate, 'test', 1234, RtcRole.PUBLISHER, 3_600, 3_600);
}

export function agoraRtm006Token(): string {
  const { RtmTokenBuilder, RtmRole } = agora006;
  return RtmTokenBuilder.buildToken(appId, certificate, 'ada', RtmRole.Rtm_User, seconds());
}

/** One digest of a password: what comparing in constant time takes. */
export function sha256(): Buffer {
  return createHash('sha256').update('password-of-a-caller').digest();
}

/** A JWT signed with a shared key. */
export function jwt(): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ sub: 'ada', exp: seconds() })}`;
  return `${signed}.${createHmac('sha256', certificate).update(signed).digest('base64url')}`;
}
