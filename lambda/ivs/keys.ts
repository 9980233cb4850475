import * as v from 'valibot';
import { p384Pem } from './private-key.ts';

/** The content of the IVS secret. The private key is given on as OpenSSL writes it, whatever its line ends were. */
export const IvsKeys = v.object({
  privateKey: v.pipe(v.string(), v.transform(p384Pem), v.string()),
  publicKeyArn: v.pipe(
    v.string(),
    v.regex(/^arn:aws:ivs:[a-z]{2}(?:-[a-z]+)+-\d:\d{12}:public-key\/[A-Za-z0-9-]+$/),
    v.maxLength(128),
  ),
});
export type IvsKeys = v.InferOutput<typeof IvsKeys>;
