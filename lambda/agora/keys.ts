import * as v from 'valibot';

/** Agora's app ids and certificates; with anything else its builders make no token, or one that no server takes. */
const Hex32 = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/i));

/** What the Agora secret holds. */
export const AgoraKeys = v.object({ appId: Hex32, appCertificate: Hex32 });
export type AgoraKeys = v.InferOutput<typeof AgoraKeys>;
