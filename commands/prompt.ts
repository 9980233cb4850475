import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** Asks in the terminal for what nobody may read over a shoulder: nothing that is typed is shown. */
export async function askHidden(question: string): Promise<string> {
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  return new Promise((resolve, reject) => {
    terminal.question('', (answer) => {
      resolve(answer);
      terminal.close();
    });
    terminal.once('close', () => {
      process.stderr.write('\n');
      reject(new Error('nothing was given'));
    });
  });
}
