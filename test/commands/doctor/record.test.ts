import { readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { RECORD_FILE, readRecord, writeRecord } from '../../../commands/doctor/record.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const state = {
  versions: { stagepass: '1.0.0' },
  configuration: { written: {}, defaults: {} },
  stacks: { 'Dev-Api': {} },
  regions: { 'Dev-Api': 'eu-west-1' },
};

it('a record is read as it was written', () => {
  const dir = temporaryFolder();
  expect(readRecord(dir)).toBeUndefined();
  writeRecord(dir, { dev: state });
  expect(readRecord(dir)).toEqual({ dev: state });
});

it('a record that is a link is neither read nor written through, also where it leads to nothing', () => {
  const dir = temporaryFolder();
  symlinkSync('outside', join(dir, RECORD_FILE));
  expect(() => readRecord(dir)).toThrow(/is a link/);
  expect(() => writeRecord(dir, { dev: state })).toThrow(/is a link/);
  expect(readdirSync(dir)).toEqual([RECORD_FILE]);
});
