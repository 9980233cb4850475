/**
 * Whether a host can be that of a cell: Momento's services are at hosts below it, which must make URLs. `127.0.0.1`, or
 * whatever else ends in a number, makes none.
 */
export function isCellHost(host: string): boolean {
  return URL.canParse(`https://cache.${host}`);
}
