/*
 * Each section has an address of its own, behind the page’s #: the browser’s back, forward and reload find it. Nothing
 * else stands there.
 */

export function addressOf(id: string): string {
  return `#/${id}`;
}

/** The section that the address is of; undefined for the page alone. */
export function idInAddress(): string | undefined {
  return /^#\/([\w-]+)$/.exec(location.hash)?.[1];
}

/** Puts a section’s address in place of the present one, without a step to go back. */
export function correctAddress(id: string): void {
  history.replaceState(null, '', addressOf(id));
}

/** Takes back a step that isn’t taken yet. No page can refuse one, so the address becomes a new step. */
export function bringBackAddress(id: string): void {
  history.pushState(null, '', addressOf(id));
}
