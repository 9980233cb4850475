/* The index of the package loads the builders of all Agora products; these are the files with the two that we need. */

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
