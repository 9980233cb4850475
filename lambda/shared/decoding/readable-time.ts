/** A time for a person: in the browser's own time zone, and as the number that the token contains. */
export function readableTime(seconds: number): string {
  return `${new Date(seconds * 1000).toLocaleString()} (${seconds})`;
}
