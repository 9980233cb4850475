import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import { routes } from '../routes.ts';
import { contractTypes } from './contract-types.ts';

const clientDir = dirname(import.meta.dirname);

/** The largest allowed size of each module, in bytes, gzipped. */
export const SIZE_LIMITS = { 'stagepass.js': 4_096, 'react.js': 640 } as const;

/** The files whose types are part of the client's. */
const TYPED = [
  'stagepass',
  'react',
  'create-client',
  'client-of',
  'bearer-tokens',
  'error',
  'keep-fresh',
  'steady-clock',
];

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

/** The hook imports the client that the app imports. A copy of its own would be another StagepassError. */
const besideClient: Plugin = {
  name: 'beside-client',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/stagepass\.ts$/ }, () => ({ path: './stagepass.js', external: true }));
  },
};

interface Size {
  readonly module: keyof typeof SIZE_LIMITS;
  readonly bytes: number;
  readonly gzipped: number;
}

/**
 * Writes the client as one ES module, `stagepass.js`, which needs no other file or package; `react.js`, which needs that one
 * and React; and the types of both beside them.
 */
export async function buildClient(outDir: string): Promise<readonly Size[]> {
  rmSync(outDir, { recursive: true, force: true });
  const sizes = await bundleClient(outDir);
  writeTypes(outDir);
  return sizes;
}

/**
 * Writes the modules without their types.
 *
 * @throws Error when one is larger than it may be.
 */
export async function bundleClient(outDir: string): Promise<readonly Size[]> {
  await build({
    entryPoints: [join(clientDir, 'stagepass.ts'), join(clientDir, 'react.ts')],
    outdir: outDir,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    external: ['react'],
    plugins: [writtenRoutes, besideClient],
  });
  return Object.entries(SIZE_LIMITS).map(([name, limit]) => {
    const module = name as Size['module'];
    const code = readFileSync(join(outDir, module));
    const gzipped = gzipSync(code, { level: 9 }).length;
    if (gzipped > limit) throw new Error(`${module} has ${gzipped} bytes gzipped; ${limit} is the limit`);
    return { module, bytes: code.length, gzipped };
  });
}

function writeTypes(outDir: string): void {
  const declarations = mkdtempSync(join(tmpdir(), 'stagepass-client-'));
  try {
    const tsc = fileURLToPath(new URL('../bin/tsc', import.meta.resolve('typescript')));
    execFileSync(process.execPath, [tsc, '-p', clientDir, '--outDir', declarations], { stdio: 'inherit' });
    for (const name of TYPED) {
      const text = readFileSync(join(declarations, basename(clientDir), `${name}.d.ts`), 'utf8');
      const renamed = text.replaceAll(/(from '\.\/[\w-]+)\.ts'/g, "$1.js'");
      writeFileSync(join(outDir, `${name}.d.ts`), renamed);
    }
  } finally {
    rmSync(declarations, { recursive: true, force: true });
  }
  writeFileSync(join(outDir, 'contract.d.ts'), contractTypes());
}

if (import.meta.main) {
  for (const { module, bytes, gzipped } of await buildClient(join(dirname(clientDir), 'dist', 'client')))
    process.stdout.write(
      `dist/client/${module}: ${bytes} bytes, ${gzipped} gzipped (at most ${SIZE_LIMITS[module]})\n`,
    );
}
