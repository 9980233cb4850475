import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { projectRoot } from '../../../lib/root.ts';
import { compiledOnce } from '../../support/command.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const moduleUrl = (file: string) => pathToFileURL(join(projectRoot, file)).href;

/** Loaded first by every thread of a process. */
const BROKEN = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({
    resolve(name, context, next) {
      if (name === 'esbuild') throw new Error('esbuild is not for this machine');
      return next(name, context);
    },
  });
`)}`;

const SCRIPT = `
  const { bundle } = await import(${JSON.stringify(moduleUrl('lib/bundling/bundle.ts'))});
  for (const at of [1, 2]) try { bundle({}) } catch (error) { console.log(at, error.message) }
`;

it('a bundler that doesn’t load is told as an error, each time, instead of waited for', () => {
  const script = join(temporaryFolder(), 'script.mjs');
  writeFileSync(script, SCRIPT);
  const said = execFileSync(process.execPath, ['--import', BROKEN, script], {
    encoding: 'utf8',
    env: { ...process.env, ...compiledOnce },
  });
  expect(said).toBe('1 esbuild is not for this machine\n2 esbuild is not for this machine\n');
});
