import * as v from 'valibot';
import type { Provider } from '../api/route.ts';
import { AgoraKeys } from '../lambda/agora/keys.ts';
import { InteractivityKeys } from '../lambda/interactivity/keys.ts';
import { MillicastKeys } from '../lambda/millicast/keys.ts';
import { MomentoKeys } from '../lambda/momento/keys.ts';

/** A provider's keys, as its function reads them. */
export interface ProviderKeys {
  /** The owner of the secret, as the stack calls it. */
  readonly owner: string;
  /** What is asked for, with the variable that may give it. */
  readonly fields: Readonly<Record<string, string>>;
  readonly schema: v.GenericSchema;
  /** What one key looks like, for a person who has typed another thing. */
  readonly expected: string;
}

const OPAQUE = 'the key as it is shown there, with no space in it';

export const providerKeys: Readonly<Record<Provider, ProviderKeys>> = {
  agora: {
    owner: 'Agora',
    fields: { appId: 'APP_ID', appCertificate: 'APP_CERTIFICATE' },
    schema: AgoraKeys,
    expected: '32 hexadecimal digits',
  },
  interactivity: {
    owner: 'Interactivity',
    fields: { consumerKey: 'CONSUMER_KEY', consumerSecret: 'CONSUMER_SECRET' },
    schema: InteractivityKeys,
    expected: OPAQUE,
  },
  millicast: {
    owner: 'Millicast',
    fields: { apiSecret: 'MILLICAST_API_SECRET' },
    schema: MillicastKeys,
    expected: OPAQUE,
  },
  momento: {
    owner: 'Momento',
    fields: { apiKey: 'MOMENTO_API_KEY' },
    schema: MomentoKeys,
    expected: 'a whole API key, v1 or v2, as Momento’s console shows it',
  },
};

/** @throws Error that names the field, and never what stands in it. */
export function checkKeys({ schema, expected }: ProviderKeys, keys: unknown): void {
  const parsed = v.safeParse(schema, keys);
  if (!parsed.success) throw new Error(`${v.getDotPath(parsed.issues[0])} is not right: expected ${expected}`);
}
