import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import config from '../project/stagepass.config.ts';
import { compiledOnce } from '../support/command.ts';
import { projectWithPackage } from '../support/packed.ts';

/** Building, packing and a synthesis take this long on a busy machine, in milliseconds. */
const SLOWLY = 300_000;

const ours = inject('assemblyDir');

/** In CommonJS, as `cdk init` writes an app: it couldn’t load a module that waits at its top level. */
const APP = `
const { App } = require('aws-cdk-lib');
const { Stagepass } = require('stagepass');
new Stagepass(new App(), 'Stagepass', { stage: 'dev', config: require('./config.json') });
`;

let dir: string;
let out: string;

beforeAll(async () => {
  dir = await projectWithPackage();
  out = join(dir, 'cdk.out');
  writeFileSync(join(dir, 'config.json'), JSON.stringify(config));
  writeFileSync(join(dir, 'app.cjs'), APP);
  const { context } = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'project', 'cdk.json'), 'utf8'));
  // What the CDK's command line adds.
  const fromCli = { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true };
  execFileSync(process.execPath, ['app.cjs'], {
    cwd: dir,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...compiledOnce,
      PATH: process.env.PATH,
      CDK_OUTDIR: out,
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...fromCli }),
      CDK_VALIDATION: 'false',
    },
  });
}, SLOWLY);

const names = (folder: string) => readdirSync(folder).filter((name) => /^asset\.|\.template\.json$/.test(name));

describe('a synthesis with the package', () => {
  it('needs no bundler: there is none', () => {
    const installed = join(dir, 'node_modules', 'stagepass');
    expect(() => createRequire(join(installed, 'package.json')).resolve('esbuild')).toThrow('esbuild');
    expect(existsSync(join(installed, 'dist/package/lib/bundling/bundler.js'))).toBe(false);
  });

  it('makes the templates and assets that the repository makes', () => {
    expect(names(out)).toEqual(names(ours));
    for (const name of names(ours).filter((each) => each.endsWith('.template.json'))) {
      expect(JSON.parse(readFileSync(join(out, name), 'utf8'))).toEqual(
        JSON.parse(readFileSync(join(ours, name), 'utf8')),
      );
    }
  });
});
