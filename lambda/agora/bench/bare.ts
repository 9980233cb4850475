/* The least work that a token needs: a call of Agora's own builder. Everything else that the function does is ours. */
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
