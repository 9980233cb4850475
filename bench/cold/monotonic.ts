/** ms by a clock that all processes of this machine have in common. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
