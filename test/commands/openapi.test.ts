import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { writeOpenApi } from '../../commands/openapi.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const serversOf = (file: string) => JSON.parse(readFileSync(file, 'utf8')).servers;

it('writes a document for each audience, with the stage’s URL as its server', () => {
  const files = writeOpenApi(temporaryFolder('openapi'), 'https://tokens.example.com/');
  expect(files.map((file) => file.replace(/^.*openapi\//, ''))).toEqual(['client.json', 'admin.json']);
  for (const file of files) expect(serversOf(file)).toEqual([{ url: 'https://tokens.example.com' }]);
  const [withoutUrl = ''] = writeOpenApi(temporaryFolder('openapi'));
  expect(serversOf(withoutUrl)).toMatchObject([{ url: '/' }]);
});

it.each(['tokens.example.com', 'ftp://tokens.example.com', 'https://tokens.example.com/?stage=dev'])(
  'refuses what is no URL of a stage: %s',
  (url) => {
    expect(() => writeOpenApi(temporaryFolder('openapi'), url)).toThrow('--url must be the stage’s URL');
  },
);
