import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { expect, it } from 'vitest';
import { bundledFile } from '../../../../lambda/shared/settings/bundled-file.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const path = join(temporaryFolder('bundled'), 'options.json');
const Options = v.strictObject({ names: v.array(v.string('a name')) });

it('gives what the file holds', () => {
  writeFileSync(path, '{"names":["a"]}');
  expect(bundledFile(path, Options)).toEqual({ names: ['a'] });
});

it('names what is wrong with it, and where', () => {
  writeFileSync(path, '{"names":["a",1]}');
  expect(() => bundledFile(path, Options)).toThrow(`${path}.names.1: expected a name`);
});

it('says when there is none', () => {
  expect(() => bundledFile(`${path}.not`, Options)).toThrow('ENOENT');
});
