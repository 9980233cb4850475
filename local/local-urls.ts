/** Where services are on this machine: the local URL, by the scheme and host that lead to the service in AWS. */
export type LocalUrls = ReadonlyMap<string, string>;

/** A text of the deployment's, leading to this machine wherever it leads to a service that is here. */
export function localized(text: string, urls: LocalUrls): string {
  return [...urls].reduce((changed, [url, local]) => changed.replaceAll(url, local), text);
}
