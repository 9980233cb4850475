import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../local/environment.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { writeFiles } from './support/assembly.ts';

describe('readEnvironment', () => {
  it('has what .env and the process give; the process’s counts', () => {
    const dir = temporaryFolder();
    writeFiles(dir, { '.env': '# keys\nAPP_ID=from-file\nPORT=3000\nEMPTY=\nQUOTED="a # b"\n' });
    expect(readEnvironment(join(dir, '.env'), { PORT: '4000', APP_ID: '', HOME: '/home' })).toEqual({
      APP_ID: 'from-file',
      PORT: '4000',
      QUOTED: 'a # b',
      HOME: '/home',
    });
  });

  it('needs no file', () => {
    expect(readEnvironment(join(temporaryFolder(), '.env'), { A: 'b' })).toEqual({ A: 'b' });
  });
});
