/**
 * Measures every subject once in each round. Each round starts with another subject, so that changes in the machine's
 * load affect all of them alike. A first round is not counted: it fills the file cache and compiles code.
 *
 * @returns the samples of each subject, round by round.
 */
export async function interleaved<T>(
  rounds: number,
  subjects: ReadonlyMap<string, () => Promise<T>>,
): Promise<Map<string, T[]>> {
  const names = [...subjects.keys()];
  const samples = new Map(names.map((name): [string, T[]] => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    const first = round % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      const sample = await (subjects.get(name) as () => Promise<T>)();
      if (round > 0) samples.get(name)?.push(sample);
    }
  }
  return samples;
}
