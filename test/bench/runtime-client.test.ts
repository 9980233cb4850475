import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkRuntimeClient } from '../../bench/runtime-client.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

function client(version: string, name = 'aws-lambda-ric'): string {
  const folder = temporaryFolder('client');
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version }));
  mkdirSync(join(folder, 'dist'));
  const file = join(folder, 'dist', 'index.mjs');
  writeFileSync(file, '');
  return file;
}

it('takes a version whose file is the client itself', () => {
  expect(() => checkRuntimeClient(client('4.0.2'))).not.toThrow();
  expect(() => checkRuntimeClient(client('10.0.0'))).not.toThrow();
});

it('says which version is too old, and how to get another', () => {
  expect(() => checkRuntimeClient(client('3.3.0'))).toThrow(
    'aws-lambda-ric 3.3.0 can’t be measured with: version 4 or newer is needed (npm install --no-save aws-lambda-ric@4.0.2)',
  );
});

it('says that a file is missing or another package’s', () => {
  expect(() => checkRuntimeClient('/nowhere/index.mjs')).toThrow('/nowhere/index.mjs, the runtime client, is missing');
  expect(() => checkRuntimeClient(client('4.0.2', 'another'))).toThrow('is no file of aws-lambda-ric');
});
