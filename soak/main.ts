import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalWay } from '../bench/local-way.ts';
import { benchStage, synthesizeBenchStage } from '../bench/stage.ts';
import { parseArguments } from '../bin/parse-arguments.ts';
import { writeMeasured } from '../docs/build/between-marks.ts';
import { faults, regionFaults, twoRegions } from './faults.ts';
import { soakReport } from './report.ts';
import { isInBothRegions, soakRequests } from './requests.ts';
import { soak } from './soak.ts';

const usage = `Usage: npm run soak -- [options]

Runs the synthesized stack on 127.0.0.1 under load, switches faults on and off, and says whether every answer was right
or a clear failure, whether everything answered again in time, and whether memory stayed flat. Ends by itself.

Options
  --minutes N   so long, or one cycle through all faults where that takes longer (default 11)
  --fault S     seconds each fault lasts (default 10); a provider’s retries outlast less than 7
  --calm S      seconds before each (default 3)
  --regions     a stage with two regions, which loses the first one: nothing that is got with GET may fail
  --docs        also write the report into docs/soak.md
  --help        print this
`;

const { values } = parseArguments({
  options: {
    minutes: { type: 'string', default: '11' },
    fault: { type: 'string', default: '10' },
    calm: { type: 'string', default: '3' },
    regions: { type: 'boolean', default: false },
    docs: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const ending = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ending.abort());

try {
  if (values.help) process.stdout.write(usage);
  else await run();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const [minutes, fault, calm] = [seconds('minutes'), seconds('fault'), seconds('calm')];
  const assemblyDir = mkdtempSync(join(tmpdir(), 'stagepass-soak-'));
  try {
    synthesizeBenchStage(assemblyDir, values.regions ? twoRegions : undefined);
    const way = await startLocalWay(assemblyDir, { instancesPerFunction: 4 });
    try {
      const requests = soakRequests(benchStage, values.regions ? isInBothRegions : undefined);
      const result = await soak(
        way,
        requests,
        values.regions ? regionFaults : faults,
        { calm, fault },
        minutes,
        ending.signal,
      );
      const { text, failures } = soakReport(result);
      process.stdout.write(`${text}\n`);
      if (values.docs) {
        const told = `${new Date().toISOString().slice(0, 10)}, ${minutes} minutes, each fault for ${fault} s.\n\n${text}`;
        writeMeasured('docs/soak.md', told);
      }
      if (failures.length > 0) process.exitCode = 1;
    } finally {
      await way.close();
    }
  } finally {
    rmSync(assemblyDir, { recursive: true, force: true });
  }
}

function seconds(name: 'minutes' | 'fault' | 'calm'): number {
  const number = Number(values[name]);
  if (!(number > 0)) throw new Error(`--${name} ${values[name]}: expected a number above 0`);
  return number;
}
