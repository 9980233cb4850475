import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, inject, it } from 'vitest';
import { stageApp } from '../../bin/stage-app.ts';
import { projectRoot } from '../../lib/root.ts';
import { synthesize } from '../../local/synthesize.ts';
import config from '../project/stagepass.config.ts';
import { contentsOf } from '../support/assembly-contents.ts';

/** What a whole synthesis takes on a busy machine, in milliseconds. */
const SLOWLY = 180_000;

const elsewhere = mkdtempSync(join(tmpdir(), 'stagepass elsewhere '));
afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

/** All but the bundles that are kept there: those on the other path are made by themselves. */
function linkPackages(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    if (name !== '.cache') symlinkSync(join(from, name), join(to, name));
  }
}

it('the assembly is the same on another path, synthesized by npm start, without a finding', {
  timeout: SLOWLY,
}, async () => {
  for (const name of readdirSync(projectRoot)) {
    if (/^(node_modules|cdk\.out|\.git)$/.test(name)) continue;
    cpSync(join(projectRoot, name), join(elsewhere, name), { recursive: true });
  }
  linkPackages(join(projectRoot, 'node_modules'), join(elsewhere, 'node_modules'));
  // As `npx cdk synth` does, which takes dev where no stage is named.
  const app = { ...stageApp(join(elsewhere, 'test', 'project'), 'dev', config), context: {} };
  await synthesize(app, join(elsewhere, 'cdk.out'), new AbortController().signal);
  expect(contentsOf(join(elsewhere, 'cdk.out'))).toEqual(contentsOf(inject('assemblyDir')));
});
