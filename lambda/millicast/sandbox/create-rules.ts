import * as v from 'valibot';
import { refuseConflicts } from './conflicts.ts';
import { parse } from './envelope.ts';
import type { Token, TokenKind } from './token.ts';
import {
  AllowedIpAddresses,
  AllowedOrigins,
  BindIpsOnUsage,
  Countries,
  Expires,
  GeoCascade,
  jsonObject,
  Label,
  Restreams,
  Stream,
  Tracking,
} from './token-fields.ts';

const bothKinds = {
  label: Label,
  expires: v.nullish(Expires),
  streams: v.pipe(v.array(Stream), v.minLength(1, 'The Streams field is required.')),
  allowedOrigins: v.nullish(AllowedOrigins, () => []),
  allowedIpAddresses: v.nullish(AllowedIpAddresses, () => []),
  bindIpsOnUsage: v.nullish(BindIpsOnUsage, 0),
  originCluster: v.nullish(v.string(), 'auto'),
  allowedCountries: v.nullish(Countries, () => []),
  deniedCountries: v.nullish(Countries, () => []),
};

const CreatePublish = jsonObject({
  ...bothKinds,
  subscribeRequiresAuth: v.nullish(v.boolean(), false),
  record: v.nullish(v.boolean(), false),
  clip: v.nullish(v.boolean(), false),
  multisource: v.nullish(v.boolean(), true),
  enableThumbnails: v.nullish(v.boolean(), false),
  displaySrtPassphrase: v.nullish(v.boolean(), false),
  lowLatencyRtmp: v.nullish(v.boolean(), true),
  geoCascade: v.nullish(GeoCascade, null),
  restream: v.nullish(Restreams, () => []),
});

const CreateSubscribe = jsonObject({ ...bothKinds, tracking: v.nullish(Tracking) });

/** The parts of a new token that the service chooses, not the caller. */
export interface Issued {
  readonly id: number;
  readonly token: string;
  readonly srtPassphrase: string;
  /** ms since 1970. */
  readonly addedOn: number;
}

/** @throws BadRequest when the body breaks a rule of creation. */
export function createToken(kind: TokenKind, body: unknown, issued: Issued): Token {
  const token = kind === 'publish' ? createPublishToken(body, issued) : createSubscribeToken(body, issued);
  refuseConflicts(token, token.allowedIpAddresses);
  return token;
}

function createPublishToken(body: unknown, issued: Issued): Token {
  const { expires, ...settings } = parse(CreatePublish, body);
  return { kind: 'publish', ...settings, ...issued, isActive: true, expiresOn: endOf(issued, expires) };
}

function createSubscribeToken(body: unknown, { srtPassphrase: _, ...issued }: Issued): Token {
  const { expires, tracking, ...settings } = parse(CreateSubscribe, body);
  const trackingId = tracking?.trackingId ?? null;
  return { kind: 'subscribe', ...settings, trackingId, ...issued, isActive: true, expiresOn: endOf(issued, expires) };
}

/** Without `expires` the token never ends. */
function endOf({ addedOn }: Pick<Issued, 'addedOn'>, expires: number | null | undefined): number | null {
  return expires === null || expires === undefined ? null : addedOn + expires * 1000;
}
