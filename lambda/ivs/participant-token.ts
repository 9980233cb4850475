import { ApiError } from '../../api/errors.ts';
import { quoted } from '../../api/query.ts';
import { grantedSeconds } from '../shared/rights/lifetime.ts';
import { es384 } from '../shared/signing/es384.ts';
import { attributesIn } from './attributes.ts';
import type { ParticipantToken, ParticipantTokenQuery } from './contract.ts';
import type { IvsOptions } from './options.ts';
import type { Signer } from './signer.ts';

/**
 * A token that its key pair's owner signs, as IVS takes it:
 * https://docs.aws.amazon.com/ivs/latest/RealTimeUserGuide/getting-started-distribute-tokens.html
 *
 * @param participantId another one for each token: at most 64 letters, digits, hyphens and underscores.
 * @param nowMs in ms since 1970.
 * @throws ApiError `not_found` for a stage that the configuration doesn't have.
 */
export async function participantToken(
  { key, publicKeyArn }: Signer,
  { stage, userId, publish, subscribe, attributes, expireTime }: ParticipantTokenQuery,
  { stages, lifetime }: IvsOptions,
  participantId: string,
  nowMs: number,
): Promise<ParticipantToken> {
  const { arn, eventsUrl, whipUrl } = stageOf(stages, stage);
  const iat = Math.floor(nowMs / 1000);
  const exp = iat + grantedSeconds(expireTime, lifetime);
  const claims = {
    exp,
    iat,
    jti: participantId,
    resource: arn,
    topic: arn.slice(arn.indexOf('/') + 1),
    events_url: eventsUrl,
    whip_url: whipUrl,
    user_id: userId,
    ...(attributes !== undefined && { attributes: attributesIn(attributes) }),
    capabilities: { allow_publish: publish === 'true', allow_subscribe: subscribe === 'true' },
    version: '1.0',
  };
  const token = await es384(claims, key, { kid: publicKeyArn });
  return { token, participantId, expiresAt: new Date(exp * 1000).toISOString() };
}

/** @throws ApiError `not_found` for a stage that the configuration doesn't have. */
export function stageOf(stages: IvsOptions['stages'], name: string): IvsOptions['stages'][string] {
  const stage = Object.hasOwn(stages, name) ? stages[name] : undefined;
  if (stage !== undefined) return stage;
  throw new ApiError('not_found', `there is no stage ${quoted(name)}: its name is that of the configuration, no ARN`);
}
