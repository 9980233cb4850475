import { createHmac } from 'node:crypto';
import { createToken } from '../../../../lambda/millicast/sandbox/create-rules.ts';
import { BadRequest } from '../../../../lambda/millicast/sandbox/envelope.ts';
import type { PublishToken, SubscribeToken } from '../../../../lambda/millicast/sandbox/token.ts';
import { NOW, oneStream } from './running.ts';

const issued = { id: 1, token: 'string-of-the-token', srtPassphrase: 'passphrase', addedOn: NOW };

export function publishToken(settings: Partial<PublishToken> = {}): PublishToken {
  return { ...(createToken('publish', oneStream, issued) as PublishToken), ...settings };
}

export function subscribeToken(settings: Partial<SubscribeToken> = {}): SubscribeToken {
  return { ...(createToken('subscribe', oneStream, issued) as SubscribeToken), ...settings };
}

/** The fields that a call is refused for; fails where it is not. */
export function refusedFields(call: () => unknown): Readonly<Record<string, string>> {
  try {
    call();
  } catch (thrown) {
    if (thrown instanceof BadRequest) return thrown.fields;
    throw thrown;
  }
  throw new Error('the call was not refused');
}

export interface Signing {
  readonly header?: unknown;
  readonly hash?: string;
}

/** A JWT, signed by node:crypto. */
export function sign(
  payload: unknown,
  key: string,
  { header = { alg: 'HS256', typ: 'JWT' }, hash = 'sha256' }: Signing = {},
): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part(header)}.${part(payload)}`;
  return `${signed}.${createHmac(hash, key).update(signed).digest('base64url')}`;
}
