import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEnvironment, unknownLines } from '../../commands/environment.ts';
import { writeFiles } from '../local/support/assembly.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

function envFile(text: string): string {
  const dir = temporaryFolder();
  writeFiles(dir, { '.env': text });
  return join(dir, '.env');
}

describe('readEnvironment', () => {
  it('has what .env and the process give; the process’s counts', () => {
    const file = envFile('# keys\nAPP_ID=from-file\nPORT=3000\nEMPTY=\nQUOTED="a # b"\n');
    expect(readEnvironment(file, { PORT: '4000', APP_ID: '', HOME: '/home' })).toEqual({
      APP_ID: 'from-file',
      PORT: '4000',
      QUOTED: 'a # b',
      HOME: '/home',
    });
  });

  it('needs no file', () => {
    expect(readEnvironment(join(temporaryFolder(), '.env'), { A: 'b' })).toEqual({ A: 'b' });
  });

  it.each([
    ['\uFEFFA=b', { A: 'b' }],
    ['A=b\r\nB=c\r\n', { A: 'b', B: 'c' }],
    ['  export A = b  # why', { A: 'b' }],
    ["A='p#ss' # why", { A: 'p#ss' }],
    ['A=`it\'s "so"`', { A: 'it\'s "so"' }],
    ['A=a=b==', { A: 'a=b==' }],
    ["A=it's", { A: "it's" }],
    ['A= # none', {}],
  ])('reads %j', (text, expected) => {
    expect(readEnvironment(envFile(text), {})).toEqual(expected);
  });

  it.each([
    ['secret-without-a-name', 'neither NAME=value nor a # comment'],
    ['MY NAME=hidden', 'neither NAME=value nor a # comment'],
    ['APP_ID: hidden', 'neither NAME=value nor a # comment'],
    ['=hidden', 'neither NAME=value nor a # comment'],
    ['CLIENT_PASSWORD=hidden#word', 'a value with a # in it stands in quotes'],
    ['CLIENT_PASSWORD="hidden', 'ends with its own quote, in the same line'],
    ["CLIENT_PASSWORD='hidden\nB='c'", 'ends with its own quote, in the same line'],
    ['CLIENT_PASSWORD="hidden"more', 'ends with its own quote, in the same line'],
    ["CLIENT_PASSWORD='it's hidden'", 'ends with its own quote, in the same line'],
  ])('says of a line that can’t be read as it looks, without repeating it: %j', (line, problem) => {
    const file = envFile(`# first\n${line}\n`);
    const read = () => readEnvironment(file, {});
    expect(read).toThrow(`${file} line 2: `);
    expect(read).toThrow(problem);
    expect(read).not.toThrow(/hidden|secret-without/);
  });
});

it('finds the lines with unknown variables', () => {
  const file = envFile('PORT=1\n\n# OTHER=x\nCLEINT_PASSWORD=x\nexport AWS_PROFILE=x\n');
  expect(unknownLines(file, (name) => name === 'PORT')).toEqual([4, 5]);
  expect(unknownLines(join(temporaryFolder(), '.env'), () => false)).toEqual([]);
});
