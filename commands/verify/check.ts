/** A question, and what the answer must be. */
export interface Check {
  /** Short and stable: a script may look for it. */
  readonly name: string;
  /** What holds when it passes, for a person to read. */
  readonly what: string;
  /** @throws Unmet or Skipped; any other error is one of asking, and fails the check too. */
  readonly ask: () => Promise<void>;
}

/** What a check came to. */
export interface Row {
  readonly name: string;
  readonly result: 'PASS' | 'FAIL' | 'SKIP';
  readonly what: string;
  /** What was found instead, or why it wasn't asked. Never a password, a key or a token. */
  readonly why?: string;
}

/** What should hold doesn't. */
export class Unmet extends Error {
  override readonly name = 'Unmet';
}

/** It can't be asked here, or doesn't apply. */
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

/** `fetch` says only that it failed; its cause says why. */
function whyNotAsked(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  const known = cause instanceof Error ? cause : error;
  return known instanceof Error ? `it can’t be asked: ${known.message || known.name}` : 'it can’t be asked';
}
