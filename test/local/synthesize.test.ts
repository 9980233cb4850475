import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAssembly } from '../../local/assembly/assembly.ts';
import { synthesize } from '../../local/synthesize.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { writeFiles } from './support/assembly.ts';

/** What the CDK starts: counts its runs, and writes a stack named after the stage. */
const APP = `import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
const { stage } = JSON.parse(process.env.CDK_CONTEXT_JSON);
appendFileSync('runs.txt', stage + '\\n');
if (stage === 'broken') {
  process.stderr.write('there is no such stage\\n');
  process.exit(1);
}
if (stage === 'endless') {
  connect(Number(readFileSync('port.txt', 'utf8')), '127.0.0.1');
} else {
  const dir = process.env.CDK_OUTDIR;
  writeFileSync(join(dir, 'it.template.json'), '{"Resources":{}}');
  writeFileSync(join(dir, 'manifest.json'), JSON.stringify({
    version: '36.0.0',
    artifacts: {
      ['It-' + stage]: {
        type: 'aws:cloudformation:stack',
        environment: 'aws://unknown-account/us-east-1',
        properties: { templateFile: 'it.template.json' },
      },
    },
  }));
}`;

/** Runs the app as the CDK's command line does, which takes that one a second longer. */
const CDK = `#!/usr/bin/env node
const { execFileSync } = require('node:child_process');
const args = process.argv.slice(2);
const after = (option) => args[args.indexOf(option) + 1];
const [name, value] = after('-c').split('=');
const dir = after('--output');
require('node:fs').mkdirSync(dir, { recursive: true });
const env = { ...process.env, CDK_CONTEXT_JSON: JSON.stringify({ [name]: value }), CDK_OUTDIR: dir };
execFileSync(process.execPath, ['bin/app.mjs'], { env });
`;

/** @param cdk the CDK's own, or a stand-in for tests of when it is run. */
function project(cdk: 'own' | 'stand-in' = 'stand-in') {
  const dir = temporaryFolder();
  writeFiles(dir, {
    'cdk.json': JSON.stringify({ app: 'node bin/app.mjs' }),
    'bin/app.mjs': APP,
    'README.md': '',
    ...(cdk === 'stand-in' && {
      'package.json': '{}',
      'node_modules/aws-cdk/package.json': '{"name":"aws-cdk"}',
      'node_modules/aws-cdk/bin/cdk': CDK,
    }),
  });
  const outDir = join(dir, 'cdk.out');
  return {
    dir,
    synthesize: (stage: string, signal = new AbortController().signal) =>
      synthesize(
        { dir, sources: { places: ['bin', 'cdk.json', 'lib'], also: [] }, context: { stage } },
        outDir,
        signal,
      ),
    synthesizeUnknown: () => synthesize({ dir, context: { stage: 'dev' } }, outDir, new AbortController().signal),
    runs: () => readFileSync(join(dir, 'runs.txt'), 'utf8').trim().split('\n'),
    stacks: () => readAssembly(outDir).map(({ name }) => name),
  };
}

describe('synthesize', () => {
  it('runs the project’s app by the CDK’s command line', async () => {
    const { synthesize, runs, stacks } = project('own');
    expect(await synthesize('prod')).toBe(true);
    expect([runs(), stacks()]).toEqual([['prod'], ['It-prod']]);
  });

  it('runs the project’s app when its sources or the stage changed, and only then', async () => {
    const { dir, synthesize, runs, stacks } = project();
    await synthesize('dev');
    await synthesize('dev');
    expect([runs(), stacks()]).toEqual([['dev'], ['It-dev']]);
    writeFiles(dir, { 'README.md': 'changed' });
    await synthesize('dev');
    expect(runs()).toHaveLength(1);
    writeFiles(dir, { 'lib/stack.ts': 'changed' });
    await synthesize('dev');
    expect(runs()).toHaveLength(2);
    await synthesize('prod');
    expect([runs(), stacks()]).toEqual([['dev', 'dev', 'prod'], ['It-prod']]);
    await synthesize('dev');
    expect(stacks()).toEqual(['It-dev']);
  });

  it('runs it each time where it isn’t known what the app is made of', async () => {
    const { synthesizeUnknown, runs } = project();
    expect(await synthesizeUnknown()).toBe(true);
    expect(await synthesizeUnknown()).toBe(true);
    expect(runs()).toHaveLength(2);
  });

  it('runs it when somebody else has synthesized in between', async () => {
    const { dir, synthesize, runs } = project();
    await synthesize('dev');
    writeFiles(dir, { 'cdk.out/manifest.json': '{"artifacts":{}}' });
    await synthesize('dev');
    expect(runs()).toHaveLength(2);
  });

  it('fails with what the app said', async () => {
    await expect(project('own').synthesize('broken')).rejects.toThrow(/^cdk synth failed:\nthere is no such stage$/);
  });

  it('ends the app, too, when it is called off', async () => {
    const { dir, synthesize } = project('own');
    // The app holds a connection for as long as it lives.
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    writeFiles(dir, { 'port.txt': String((server.address() as AddressInfo).port) });
    const ending = new AbortController();
    const synthesized = synthesize('endless', ending.signal);
    const [app] = (await once(server, 'connection')) as [Socket];
    app.on('error', () => {}).resume();
    const gone = once(app, 'close');
    ending.abort();
    await expect(synthesized).rejects.toThrow('cdk synth failed');
    await gone;
    server.close();
  });
});
