/** One check of a stage. */
export interface Check {
  /** Short and stable: a script may look for it. */
  readonly name: string;
  /** What holds when it passes, for a person to read. */
  readonly what: string;
  /** @throws Unmet or Skipped. Any other error means that the check could not be made, and fails it too. */
  readonly ask: () => Promise<void>;
}

/** The result of a check. */
export interface Row {
  readonly name: string;
  readonly result: 'PASS' | 'FAIL' | 'SKIP';
  readonly what: string;
  /** What was found instead, or why the check was skipped. Never a password, a key or a token. */
  readonly why?: string;
}

/** A check has failed. */
export class Unmet extends Error {
  override readonly name = 'Unmet';
}

/** A check can't be made here, or doesn't apply. */
export class Skipped extends Error {
  override readonly name = 'Skipped';
}

/** @throws Unmet */
export function must(condition: boolean, why: string): asserts condition {
  if (!condition) throw new Unmet(why);
}

export async function rowOf({ name, what, ask }: Check): Promise<Row> {
  try {
    await ask();
    return { name, result: 'PASS', what };
  } catch (error) {
    if (error instanceof Skipped) return { name, result: 'SKIP', what, why: error.message };
    return { name, result: 'FAIL', what, why: error instanceof Unmet ? error.message : whyNotAsked(error) };
  }
}

/** The error of `fetch` says only that it failed; the reason is in its cause. */
function whyNotAsked(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  const known = cause instanceof Error ? cause : error;
  return known instanceof Error ? `it can’t be asked: ${known.message || known.name}` : 'it can’t be asked';
}
