import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** All that an assembly is made of. The lock file stands for node_modules. */
const SOURCES = [
  'api',
  'bin',
  'cdk.json',
  'client',
  'edge-auth',
  'lambda',
  'lib',
  'package-lock.json',
  'stagepass.config.ts',
  'tsconfig.json',
  'web',
];

/** Beside the manifest: which sources it was made from. */
const STAMP = '.synthesized-from';

/**
 * Synthesizes a stage with the project's own CDK, unless the folder holds just that already.
 *
 * @param signal ends it, and whatever it started.
 * @throws Error with what the CDK said.
 */
export async function synthesize(
  projectDir: string,
  stage: string,
  outDir: string,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const stamp = join(outDir, STAMP);
  const sources = digestOf(projectDir, SOURCES, stage);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === stampText(sources, outDir)) return;
  await runCdk(['synth', '--quiet', '-c', `stage=${stage}`, '--output', outDir], projectDir, signal);
  markSynthesized(projectDir, stage, outDir);
}

/** Says of an assembly that it was made of the project's sources as they are. */
export function markSynthesized(projectDir: string, stage: string, outDir: string): void {
  writeFileSync(join(outDir, STAMP), stampText(digestOf(projectDir, SOURCES, stage), outDir));
}

/** The manifest names every template and asset by its hash, so it tells when another synth has come in between. */
function stampText(sources: string, outDir: string): string {
  return `${sources} ${digestOf(outDir, ['manifest.json'], '')}\n`;
}

function runCdk(args: readonly string[], cwd: string, signal: AbortSignal): Promise<void> {
  const cdk = join(dirname(fileURLToPath(import.meta.resolve('aws-cdk/package.json'))), 'bin', 'cdk');
  const child = spawn(process.execPath, [cdk, ...args], {
    cwd,
    // The CDK starts the app in a process of its own; as a group they can be ended together.
    detached: true,
    env: {
      ...process.env,
      // The app runs on the Node that runs this, whichever is first on the path.
      PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`,
      // A synth needs nothing of the network; without this the CDK asks it for credentials and tells it of the run.
      AWS_EC2_METADATA_DISABLED: 'true',
      CDK_DISABLE_CLI_TELEMETRY: 'true',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk));
  const end = () => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  };
  signal.addEventListener('abort', end, { once: true });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      signal.removeEventListener('abort', end);
      if (code === 0) resolve();
      else reject(new Error(`cdk synth failed:\n${withoutExitNotice(Buffer.concat(said).toString('utf8'))}`));
    });
  });
}

/** The CDK ends what the app said with a line of its own, which says only that the app said it. */
function withoutExitNotice(said: string): string {
  return said.replace(/^.*: Subprocess exited with error \d+\s*$/m, '').trim();
}

/** Of the names and contents of all files in these places. */
function digestOf(root: string, places: readonly string[], also: string): string {
  const hash = createHash('sha256').update(also);
  const add = (path: string) => {
    const file = join(root, path);
    if (!existsSync(file)) return;
    if (statSync(file).isDirectory()) {
      for (const name of readdirSync(file).sort()) add(join(path, name));
    } else {
      const content = readFileSync(file);
      hash.update(`\0${path}\0${content.length}\0`).update(content);
    }
  };
  for (const place of places) add(place);
  return hash.digest('hex');
}
