/** The local URLs of services, by the scheme and host of their URLs in AWS. */
export type LocalUrls = ReadonlyMap<string, string>;

/** Replaces AWS URLs in a text by the local URLs of the services that run here. */
export function localized(text: string, urls: LocalUrls): string {
  return [...urls].reduce((changed, [url, local]) => changed.replaceAll(url, local), text);
}
