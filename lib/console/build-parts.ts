/* Runs in the bundler's thread: see lib/bundling/bundler.ts. */
import { existsSync, readdirSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { type BuildOptions, build, type OutputFile, type Plugin } from 'esbuild';
import { projectRoot } from '../root.ts';
import { CORE, type PartKind, partFile, partKinds, partVariable } from './parts.ts';

const shared: BuildOptions = {
  absWorkingDir: projectRoot,
  bundle: true,
  minify: true,
  target: 'es2022',
  legalComments: 'none',
  write: false,
};

/** The files of the page that are the same for all stages. */
const PAGE = ['console.css', 'icon.svg', 'index.html'];

/**
 * The files that every console is put together from, by name: a script with what all have, one for each decoder and
 * section, and the page.
 */
export async function buildConsoleParts(): Promise<ReadonlyMap<string, string>> {
  const [fromCore, parts, page] = await buildParts();
  const core = await build({
    ...shared,
    stdin: { contents: coreModule([...fromCore].sort()), resolveDir: projectRoot, loader: 'ts' },
    format: 'iife',
    globalName: 'core',
  });
  return new Map([[CORE, onlyText(core.outputFiles)], ...parts, ...page]);
}

async function buildParts() {
  const fromCore = new Set<string>();
  const parts = Promise.all(
    found().map(async ({ kind, id, file }): Promise<[string, string]> => {
      const { outputFiles } = await build({
        ...shared,
        entryPoints: [file],
        format: 'iife',
        globalName: partVariable(kind, id),
        plugins: [takesFromCore(join(projectRoot, 'lambda', id), fromCore)],
      });
      return [partFile(kind, id), onlyText(outputFiles)];
    }),
  );
  const page = build({
    ...shared,
    entryPoints: PAGE.map((name) => `web/${name}`),
    entryNames: '[name]',
    outdir: 'unwritten',
    loader: { '.svg': 'copy', '.html': 'copy' },
  });
  const files = ((await page).outputFiles ?? []).map(({ path, text }): [string, string] => [
    path.slice(path.lastIndexOf(sep) + 1),
    text,
  ]);
  return [fromCore, await parts, files] as const;
}

interface FoundPart {
  readonly kind: PartKind;
  readonly id: string;
  /** Within the project. */
  readonly file: string;
}

function found(): FoundPart[] {
  return readdirSync(join(projectRoot, 'lambda')).flatMap((id) =>
    (Object.keys(partKinds) as PartKind[])
      .map((kind) => ({ kind, id, file: `lambda/${id}/${partKinds[kind]}` }))
      .filter(({ file }) => existsSync(join(projectRoot, file))),
  );
}

/**
 * Takes everything that isn't in the part's own folder from the core. So no module is there twice, and a part holds
 * nothing of other providers.
 */
function takesFromCore(folder: string, taken: Set<string>): Plugin {
  return {
    name: 'from-core',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
        const file = resolve(resolveDir, path);
        if (resolveDir === projectRoot || file.startsWith(folder + sep)) return undefined;
        const name = relative(projectRoot, file).replaceAll(sep, '/');
        taken.add(name);
        return { path: name, namespace: 'core' };
      });
      onLoad({ filter: /.*/, namespace: 'core' }, ({ path }) => ({
        contents: `module.exports = core.modules[${JSON.stringify(path)}]`,
      }));
    },
  };
}

function coreModule(taken: readonly string[]): string {
  return [
    "export { startConsole } from './web/console.ts';",
    ...taken.map((name, at) => `import * as module${at} from './${name}';`),
    `export const modules = { ${taken.map((name, at) => `${JSON.stringify(name)}: module${at}`).join(', ')} };`,
  ].join('\n');
}

function onlyText([file]: readonly OutputFile[] = []): string {
  if (file === undefined) throw new Error('esbuild gave no file');
  return file.text;
}
