import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/**
 * Asks at the terminal, without showing what is typed.
 *
 * @param variable the environment variable that can give the value instead.
 * @throws Error if there is no terminal.
 */
export async function askHidden(field: string, variable: string): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new Error(`${field} is not given, and there is no terminal to ask for it at: set ${variable}`);
  }
  process.stderr.write(`${field}: `);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return (await lines.question('')).trim();
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
