import * as v from 'valibot';
import { REMOVED } from '../shared/providers/without-credentials.ts';
import type { IceServer } from './contract.ts';
import { iceServers } from './ice-servers.ts';
import { isIceUrl, isOpenPort, MOST_URLS } from './ice-url.ts';

/** Visible ASCII, as all of them are. A text that contained our keys is damaged, since they were removed from it. */
const Text = v.pipe(v.string(), v.regex(/^[!-~]{1,512}$/), v.excludes(REMOVED));

/** A list, or the only thing that would be in it. */
function listOf<S extends v.GenericSchema>(item: S) {
  return v.pipe(
    v.unknown(),
    v.transform((value) => [value].flat()),
    v.array(item),
  );
}

const Entry = v.object({
  urls: listOf(v.string()),
  username: v.optional(Text),
  credential: v.optional(Text),
});

/** https://developers.cloudflare.com/realtime/turn/generate-credentials/ It once was one entry, not a list. */
const CloudflareAnswer = v.object({ iceServers: listOf(Entry) });

/** https://www.twilio.com/docs/stun-turn/api An entry’s `url` is what its `urls` were called before. */
const TwilioAnswer = v.object({
  ice_servers: v.array(Entry),
  /** Text, though it is a number. */
  ttl: v.pipe(v.string(), v.regex(/^[1-9][0-9]{0,8}$/), v.transform(Number)),
});

/** @returns undefined for an answer that no client could use. */
export function inCloudflares(json: unknown): IceServer[] | undefined {
  const { success, output } = v.safeParse(CloudflareAnswer, json);
  return success ? usable(output.iceServers) : undefined;
}

/** @returns undefined for an answer that no client could use, or that says no lifetime. */
export function inTwilios(json: unknown): { readonly iceServers: IceServer[]; readonly seconds: number } | undefined {
  const { success, output } = v.safeParse(TwilioAnswer, json);
  const servers = success ? usable(output.ice_servers) : undefined;
  return success && servers !== undefined ? { iceServers: servers, seconds: output.ttl } : undefined;
}

/**
 * What `new RTCPeerConnection` takes: it throws for a URL that is none, and for a TURN URL without a credential. URLs with
 * ports that browsers ask nothing at are left out: a client that waits for all candidates would wait for these in vain.
 *
 * @returns undefined where no relay is left, or far more URLs than a client could ask.
 */
function usable(entries: readonly v.InferOutput<typeof Entry>[]): IceServer[] | undefined {
  const servers = entries.flatMap(({ urls, username, credential }) => {
    const good = urls.filter((url) => isIceUrl(url) && isOpenPort(url));
    const split = iceServers(good, { username: username ?? '', credential: credential ?? '' });
    return split.filter((each) => each.username !== '' && each.credential !== '');
  });
  const isUsable =
    servers.some(({ username }) => username !== undefined) && servers.flatMap(({ urls }) => urls).length <= MOST_URLS;
  return isUsable ? servers : undefined;
}
