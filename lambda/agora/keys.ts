import * as v from 'valibot';

/** App ids and certificates. With anything else Agora's builders make no token, or one that no server accepts. */
const Hex32 = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/i));

/** The content of the Agora secret. */
export const AgoraKeys = v.object({ appId: Hex32, appCertificate: Hex32 });
export type AgoraKeys = v.InferOutput<typeof AgoraKeys>;
