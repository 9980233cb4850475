/** The `tokenField` of a route whose whole answer is what the provider's SDK takes. */
export const WHOLE_ANSWER = '*';

/**
 * The token in an answer, as text.
 *
 * @param field the route's `tokenField`.
 * @returns JSON where the token isn't text; undefined where the answer has none.
 */
export function tokenIn(answer: object, field = 'token'): string | undefined {
  const token = field === WHOLE_ANSWER ? answer : new Map(Object.entries(answer)).get(field);
  return typeof token === 'string' ? token : JSON.stringify(token, undefined, 2);
}
