/* The package's index makes builders for all of Agora's products; these files of it make ours. */

declare module 'agora-token/src/RtcTokenBuilder2.js' {
  import { RtcRole, RtcTokenBuilder } from 'agora-token';

  const builders: { readonly RtcTokenBuilder: typeof RtcTokenBuilder; readonly Role: typeof RtcRole };
  export default builders;
}

declare module 'agora-token/src/RtmTokenBuilder2.js' {
  import { RtmTokenBuilder } from 'agora-token';

  const builders: { readonly RtmTokenBuilder: typeof RtmTokenBuilder };
  export default builders;
}
