import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';

/** A CDK app, and how to synthesize it. */
export interface CdkApp {
  /** The folder of its `cdk.json`. */
  readonly dir: string;
  /**
   * All that the assembly depends on. Undefined where that isn't known, as for an app that may import files from anywhere
   * and read the environment: then each synthesis is done.
   */
  readonly sources?: {
    /** Files and folders in `dir`. */
    readonly places: readonly string[];
    /** What else it depends on, as texts that change with it. */
    readonly also: readonly string[];
  };
  /** Context values, as for `cdk synth -c NAME=VALUE`. */
  readonly context: Readonly<Record<string, string>>;
}

/** A file beside the manifest, with a digest of the sources and context that the assembly was made from. */
const STAMP = '.synthesized-from';

/**
 * Synthesizes an app, unless its sources are known and the folder already holds the result for the same ones.
 *
 * @param signal ends it, and the processes that it started.
 * @returns whether it had to be done.
 * @throws Error with what the CDK said.
 */
export async function synthesize(app: CdkApp, outDir: string, signal: AbortSignal): Promise<boolean> {
  signal.throwIfAborted();
  if (isSynthesized(app, outDir)) return false;
  const context = Object.entries(app.context).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  await runCdk(['synth', '--quiet', ...context, '--output', outDir], app.dir, signal);
  markSynthesized(app, outDir);
  return true;
}

function isSynthesized(app: CdkApp, outDir: string): boolean {
  const stamp = join(outDir, STAMP);
  const madeFrom = digestOfSources(app);
  return madeFrom !== undefined && existsSync(stamp) && readFileSync(stamp, 'utf8') === stampText(madeFrom, outDir);
}

/** Marks an assembly as made from the app's present sources, where these are known. */
export function markSynthesized(app: CdkApp, outDir: string): void {
  const madeFrom = digestOfSources(app);
  if (madeFrom !== undefined) writeFileSync(join(outDir, STAMP), stampText(madeFrom, outDir));
}

function digestOfSources({ dir, sources, context }: CdkApp): string | undefined {
  return sources && digestOf(dir, sources.places, JSON.stringify([context, ...sources.also]));
}

/** Contains the manifest, which has the hashes of all templates and assets, so the result of another synth is noticed. */
function stampText(madeFrom: string, outDir: string): string {
  return `${madeFrom} ${digestOf(outDir, ['manifest.json'], '')}\n`;
}

function runCdk(args: readonly string[], cwd: string, signal: AbortSignal): Promise<void> {
  const cdk = cdkOf(cwd);
  const child = spawn(process.execPath, [cdk, ...args], {
    cwd,
    // The CDK starts the app in another process. In one process group, both can be ended together.
    detached: true,
    env: {
      ...process.env,
      // So that the app runs on the same Node as this process.
      PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`,
      // A synth needs no network. Without these, the CDK looks for credentials there and reports the run.
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

/** The CDK's command line that the app's project has, or else ours. */
function cdkOf(dir: string): string {
  for (const from of [join(dir, 'package.json'), import.meta.url]) {
    try {
      return join(dirname(createRequire(from).resolve('aws-cdk/package.json')), 'bin', 'cdk');
    } catch {}
  }
  throw new Error('aws-cdk is not installed: npm install --save-dev aws-cdk brings it');
}

/** Removes the CDK's own last line, which only says that the app has failed. */
function withoutExitNotice(said: string): string {
  return said.replace(/^.*: Subprocess exited with error \d+\s*$/m, '').trim();
}

/** A digest of the names and contents of all files in these places. */
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
