/**
 * The warning for a secret that signs tokens: whoever has a token can try out short ones, unseen by anybody.
 *
 * @param length of the shortest that the provider makes, in characters.
 */
export function shortSecret(secret: string, length: number): string | undefined {
  return secret.length < length
    ? `signs with fewer than ${length} characters: check that it is whole, since whoever has a token can try to guess them`
    : undefined;
}
