import * as v from 'valibot';

/** Locally, an issuer on this machine stands in for the real one. It has no certificate. */
const KeyUrl = v.pipe(v.string(), v.regex(/^(?:https:\/\/|http:\/\/127\.0\.0\.1[:/])/, 'https, or http on 127.0.0.1'));

const KeyUrls = v.pipe(v.string(), v.parseJson(), v.record(v.string(), KeyUrl));

/**
 * Where issuers' keys are read from instead of where the configuration says: a JSON object of URLs by issuers' names. Only
 * the local app sets this variable; Lambda@Edge has none.
 */
export function readKeyUrls(text = '{}'): Readonly<Record<string, string>> {
  return v.parse(KeyUrls, text);
}
