/** A time for a person: in the browser's own time zone, and as the number that the token contains. */
export function readableTime(seconds: number): string {
  const time = new Date(seconds * 1000);
  // A token may contain any number.
  return Number.isNaN(time.getTime()) ? String(seconds) : `${time.toLocaleString()} (${seconds})`;
}

/** When a token ends, or that it has. @param ahead stands before a time that is still ahead. */
export function readableEnd(seconds: number, ahead = ''): string {
  return `${seconds * 1000 <= Date.now() ? 'ended ' : ahead}${readableTime(seconds)}`;
}
