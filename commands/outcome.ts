/** What a command has done or found. */
export interface Outcome {
  /** For a person, with its line breaks. */
  readonly said: string;
  /** The same for a program. */
  readonly data: object;
}

export function printOutcome({ said, data }: Outcome, { json = false }: { readonly json?: boolean }): void {
  process.stdout.write(json ? `${JSON.stringify(data, null, 2)}\n` : said);
}
