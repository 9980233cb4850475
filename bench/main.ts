import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { arch, cpus, platform, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArguments } from '../bin/parse-arguments.ts';
import { writeMeasured } from '../docs/build/between-marks.ts';
import { projectRoot } from '../lib/root.ts';
import { coldStarts } from './cold/cold-starts.ts';
import type { Section } from './report.ts';
import { checkRuntimeClient, installedRuntimeClient } from './runtime-client.ts';
import { bearerTokens, bundleSizes, streamPatterns, synthTimes, warmRequests, wholeWay } from './sections.ts';
import { synthesizeBenchStage } from './stage.ts';
import { startSurroundings } from './surroundings.ts';

const SECTIONS = ['cold', 'warm', 'bearer', 'way', 'patterns', 'synth', 'size'] as const;

/** How many patterns are generated, each with a name. */
const PATTERNS = 100_000;

/** The packages that the measured code uses, besides those that the package depends on. */
const MEASURED = new Set(['@gomomento/sdk', 'agora-access-token', 'agora-token', 'aws-cdk', 'aws-cdk-lib', 'esbuild']);

const usage = `Usage: npm run bench -- [options]

Measures cold starts, warm requests, users' tokens, the whole local way, stream patterns, synth and bundles, each against its baseline
in interleaved rounds. A whole run is written into docs/benchmarks.md as well.

Options
  --rounds N              how many rounds are taken (default 21); of cold starts two thirds of them, of synth a quarter
  --requests N            how many requests a route gets on the whole way (default 10000)
  --only PART             one of ${SECTIONS.join(', ')}; may be given more than once, and writes no file
  --runtime-client FILE   index.mjs of aws-lambda-ric 4 or newer, where it isn't installed in this project (or RUNTIME_CLIENT)
  --help                  print this
`;

const { values } = parseArguments({
  options: {
    rounds: { type: 'string', default: '21' },
    requests: { type: 'string', default: '10000' },
    only: { type: 'string', multiple: true, default: [] },
    'runtime-client': { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

try {
  if (values.help) process.stdout.write(usage);
  else await run();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const rounds = wholeNumber('rounds', values.rounds);
  const requests = wholeNumber('requests', values.requests);
  const wrong = values.only.find((name) => !SECTIONS.some((section) => section === name));
  if (wrong !== undefined) throw new Error(`--only ${wrong}: expected one of ${SECTIONS.join(', ')}`);
  const wanted = (section: (typeof SECTIONS)[number]) => values.only.length === 0 || values.only.includes(section);

  const clientFile = values['runtime-client'] ?? process.env.RUNTIME_CLIENT ?? installedRuntimeClient();
  if (clientFile !== undefined) checkRuntimeClient(clientFile);

  const told = [`${machine()}.`, ''];
  process.stdout.write(`${told.join('\n')}\n`);
  const scratchDir = mkdtempSync(join(tmpdir(), 'stagepass-bench-'));
  const assemblyDir = join(scratchDir, 'cdk.out');
  synthesizeBenchStage(assemblyDir);
  const surroundings = await startSurroundings(assemblyDir);
  const tell = ({ title, text }: Section) => {
    const part = [`## ${title}`, '', text, ''];
    told.push(...part);
    process.stdout.write(`${part.join('\n')}\n`);
  };
  try {
    if (wanted('cold')) {
      tell(await coldStarts(surroundings, { rounds: Math.ceil((rounds * 2) / 3), scratchDir, clientFile }));
    }
    if (wanted('warm')) tell(await warmRequests(surroundings, rounds));
    if (wanted('bearer')) tell(await bearerTokens(scratchDir, rounds));
    if (wanted('way')) tell(await wholeWay(assemblyDir, requests));
    if (wanted('patterns')) tell(streamPatterns(PATTERNS));
    if (wanted('synth')) tell(await synthTimes(scratchDir, Math.ceil(rounds / 4)));
    if (wanted('size')) tell(bundleSizes(surroundings));
  } finally {
    await surroundings.close();
    rmSync(scratchDir, { recursive: true, force: true });
  }
  if (values.only.length > 0) return;
  writeMeasured('docs/benchmarks.md', told.join('\n'));
}

function machine(): string {
  const [cpu] = cpus();
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  const today = new Date().toISOString().slice(0, 10);
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
  const development = Object.keys(devDependencies).filter((name) => MEASURED.has(name));
  const versions = [...Object.keys(dependencies), ...development].map((name) => `${name} ${installed(name)}`);
  return [
    `${today}: ${cpus().length} × ${cpu?.model.trim()}, ${memory} GiB, ${platform()} ${arch()}, Node ${process.versions.node},`,
    versions.join(', '),
  ].join('\n');
}

function installed(name: string): string {
  return JSON.parse(readFileSync(join(projectRoot, 'node_modules', name, 'package.json'), 'utf8')).version;
}

function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`--${name} ${text}: expected a whole number from 1`);
  return Number(text);
}
