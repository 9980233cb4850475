import * as v from 'valibot';
import type { HeaderField } from './headers.ts';

/** A header as a web ACL looks at it. */
export interface TransformedHeader {
  /** In lower case. */
  readonly name: string;
  readonly transform: (value: string) => string;
}

/** https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-transformation.html */
const transformations = {
  NONE: (text: string) => text,
  LOWERCASE: (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
  COMPRESS_WHITE_SPACE: (text: string) => text.replace(/[\f\t\n\r\v\u00a0 ]+/g, ' '),
} as const;

const TextTransformations = v.pipe(
  v.array(v.strictObject({ Priority: v.number(), Type: v.picklist(['NONE', 'LOWERCASE', 'COMPRESS_WHITE_SPACE']) })),
  v.transform((given) => {
    const inOrder = given.toSorted((one, other) => one.Priority - other.Priority);
    return (value: string) => inOrder.reduce((text, { Type }) => transformations[Type](text), value);
  }),
);

const Name = v.pipe(v.string(), v.toLowerCase());

/** One of `CustomKeys`: a header whose value requests are counted by. */
export const HeaderKey = v.pipe(
  v.strictObject({ Header: v.strictObject({ Name, TextTransformations }) }),
  v.transform(
    ({ Header: header }): TransformedHeader => ({ name: header.Name, transform: header.TextTransformations }),
  ),
);

/** A `ScopeDownStatement`: requests with a header that starts with a text. */
export const HeaderStart = v.pipe(
  v.strictObject({
    ByteMatchStatement: v.strictObject({
      FieldToMatch: v.strictObject({ SingleHeader: v.strictObject({ Name }) }),
      PositionalConstraint: v.literal('STARTS_WITH'),
      SearchString: v.string(),
      TextTransformations,
    }),
  }),
  v.transform(({ ByteMatchStatement: match }): TransformedHeader & { readonly start: string } => ({
    name: match.FieldToMatch.SingleHeader.Name,
    transform: match.TextTransformations,
    start: match.SearchString,
  })),
);
export type HeaderStart = v.InferOutput<typeof HeaderStart>;

/** The header's value, transformed; undefined where the request doesn't have it. */
export function headerText({ name, transform }: TransformedHeader, fields: readonly HeaderField[]): string | undefined {
  const values = fields.filter(([field]) => field.toLowerCase() === name).map(([, value]) => value);
  return values.length === 0 ? undefined : transform(values.join(','));
}
