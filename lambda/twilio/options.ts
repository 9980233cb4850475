import * as v from 'valibot';
import { Lifetime } from '../shared/rights/lifetime.ts';
import { section, yesOrNo } from '../shared/settings/options.ts';
import { grantNames } from './contract.ts';

/** @param prefix says what the id is of. */
function sid(prefix: string) {
  const expected = `${prefix} and 32 hexadecimal digits`;
  return v.pipe(v.string(expected), v.regex(new RegExp(`^${prefix}[0-9a-fA-F]{32}$`), expected));
}

const PushCredential = v.optional(
  v.pipe(sid('CR'), v.description('The push credential that mobile apps are notified with.')),
);

const REGION = 'a region of Twilio’s, such as ie1';

/** How a stage vends Twilio tokens: a part of the stage's configuration, passed to the function unchanged. */
export const TwilioOptions = v.pipe(
  section({
    grants: v.pipe(
      section({
        video: v.optional(
          v.pipe(
            section({
              anyRoom: yesOrNo(false, 'Whether a request may leave the room out: its token opens every room.'),
            }),
            v.description('For tokens with the grant `video`: an empty object will do.'),
          ),
        ),
        voice: v.optional(
          v.pipe(
            section({
              outgoingApplicationSid: v.optional(
                v.pipe(sid('AP'), v.description('The TwiML app that calls go to. Without it, nobody can call.')),
              ),
              incoming: yesOrNo(false, 'Whether the identity can be called.'),
              pushCredentialSid: PushCredential,
            }),
            v.check(
              ({ outgoingApplicationSid, incoming }) => outgoingApplicationSid !== undefined || incoming,
              'outgoingApplicationSid, incoming: true, or both',
            ),
            v.description('For tokens with the grant `voice`.'),
          ),
        ),
        sync: v.optional(
          v.pipe(
            section({
              serviceSid: v.pipe(sid('IS'), v.description('The Sync service. See [the traps](#traps): switch on ACL.')),
            }),
            v.description('For tokens with the grant `sync`.'),
          ),
        ),
        conversations: v.optional(
          v.pipe(
            section({
              serviceSid: v.pipe(sid('IS'), v.description('The Conversations service.')),
              pushCredentialSid: PushCredential,
            }),
            v.description('For tokens with the grant `conversations`.'),
          ),
        ),
      }),
      v.check(
        (grants) => Object.values(grants).some((grant) => grant !== undefined),
        `at least one of ${grantNames.join(', ')}`,
      ),
      v.description('What tokens can be for. A request names one grant or several, and gets no others.'),
    ),
    region: v.optional(
      v.pipe(
        v.string(REGION),
        v.regex(/^[a-z]{2}\d$/, REGION),
        v.description('The region that the API key was made in. Default: Twilio’s, `us1`.'),
      ),
    ),
    lifetime: v.optional(Lifetime, {}),
  }),
  v.forward(
    v.check(
      ({ grants, region = 'us1' }) => grants.video === undefined || region === 'us1',
      'us1 beside the grant video: Video takes no API key of another region',
    ),
    ['region'],
  ),
);
export type TwilioOptions = v.InferOutput<typeof TwilioOptions>;
