/** For a person: the time where the page is, and in the token’s own number. */
export function readableTime(seconds: number): string {
  return `${new Date(seconds * 1000).toLocaleString()} (${seconds})`;
}
