import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import { routes } from '../routes.ts';
import { contractTypes } from './contract-types.ts';

const clientDir = dirname(import.meta.dirname);

/** The largest allowed size of the one file, in bytes, gzipped. */
export const SIZE_LIMIT = 4_096;

/** The files whose types are part of the client's; the first is its entry. */
const TYPED = ['index', 'create-client', 'client-of', 'bearer-tokens', 'error', 'keep-fresh', 'steady-clock'];

/** Puts the finished table of routes into the bundle, in place of the contract, which is many times as large. */
const writtenRoutes: Plugin = {
  name: 'written-routes',
  setup({ onLoad }) {
    onLoad({ filter: /routes\.ts$/ }, ({ path }) =>
      path === join(clientDir, 'routes.ts')
        ? { contents: `export const routes = ${JSON.stringify(routes)};` }
        : undefined,
    );
  },
};

interface Size {
  readonly bytes: number;
  readonly gzipped: number;
}

/** Writes the client as one ES module, `stagepass.js`, with its types beside it: neither needs another file or package. */
export async function buildClient(outDir: string): Promise<Size> {
  rmSync(outDir, { recursive: true, force: true });
  const size = await bundleClient(outDir);
  writeTypes(outDir);
  return size;
}

/**
 * Writes the module without its types.
 *
 * @throws Error when it is larger than it may be.
 */
export async function bundleClient(outDir: string): Promise<Size> {
  mkdirSync(outDir, { recursive: true });
  const outfile = join(outDir, 'stagepass.js');
  await build({
    entryPoints: [join(clientDir, 'index.ts')],
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    plugins: [writtenRoutes],
  });
  const code = readFileSync(outfile);
  const gzipped = gzipSync(code, { level: 9 }).length;
  if (gzipped > SIZE_LIMIT) throw new Error(`the client has ${gzipped} bytes gzipped; ${SIZE_LIMIT} is the limit`);
  return { bytes: code.length, gzipped };
}

function writeTypes(outDir: string): void {
  const declarations = mkdtempSync(join(tmpdir(), 'stagepass-client-'));
  try {
    const tsc = fileURLToPath(new URL('../bin/tsc', import.meta.resolve('typescript')));
    execFileSync(process.execPath, [tsc, '-p', clientDir, '--outDir', declarations], { stdio: 'inherit' });
    for (const name of TYPED) {
      const text = readFileSync(join(declarations, basename(clientDir), `${name}.d.ts`), 'utf8');
      const renamed = text.replaceAll(/(from '\.\/[\w-]+)\.ts'/g, "$1.js'");
      writeFileSync(join(outDir, name === 'index' ? 'stagepass.d.ts' : `${name}.d.ts`), renamed);
    }
  } finally {
    rmSync(declarations, { recursive: true, force: true });
  }
  writeFileSync(join(outDir, 'contract.d.ts'), contractTypes());
}

if (import.meta.main) {
  const { bytes, gzipped } = await buildClient(join(dirname(clientDir), 'dist', 'client'));
  process.stdout.write(`dist/client/stagepass.js: ${bytes} bytes, ${gzipped} gzipped (at most ${SIZE_LIMIT})\n`);
}
