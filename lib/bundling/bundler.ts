/* The tasks of the bundler's thread, since esbuild's synchronous calls take no plugins. See bundle.ts. */
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin, transform } from 'esbuild';
import { projectRoot } from '../root.ts';
import { leftOut } from './left-out.ts';

export { buildConsoleParts } from '../console/build-parts.ts';

const folder = join(projectRoot, 'lambda');
const unused = leftOut.flatMap((each) => each.unused);
const replaced: Readonly<Record<string, string>> = Object.assign({}, ...leftOut.map((each) => each.replaced));

const exactly = (files: readonly string[]) =>
  new RegExp(`/node_modules/(${files.map((file) => file.replaceAll('.', '\\.')).join('|')})$`);

const lean: Plugin = {
  name: 'left-out',
  setup({ onLoad }) {
    onLoad({ filter: exactly(Object.keys(replaced)) }, ({ path }) => {
      const by = join(folder, replaced[path.slice(path.lastIndexOf('/node_modules/') + '/node_modules/'.length)] ?? '');
      return { contents: readFileSync(by), resolveDir: dirname(by), loader: 'ts' };
    });
    // Packages read their package.json for their version.
    onLoad({ filter: /\/node_modules\/.*\/package\.json$/ }, ({ path }) => {
      const { name, version } = JSON.parse(readFileSync(path, 'utf8'));
      return { contents: JSON.stringify({ name, version }), loader: 'json' };
    });
    onLoad({ filter: exactly(unused) }, () => ({
      contents: `module.exports = require('./stand-ins/unused.ts').unused`,
      resolveDir: folder,
    }));
  },
};

/**
 * An `import` of one of Node's own modules reads all of its exports. For `node:http` that loads all of fetch, which takes
 * as long as Node's own start. This way of loading the module doesn't read its exports.
 */
const builtins: Plugin = {
  name: 'builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[a-z0-9_:/]+$/ }, ({ path }) =>
      isBuiltin(path) ? { path: path.replace(/^node:/, ''), namespace: 'builtin' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('node:${path}')`,
    }));
  },
};

// Starts esbuild's own process.
void transform('');

/** @returns what the bundle holds, if the options ask for a metafile. */
export async function buildFunction(options: BuildOptions): Promise<Metafile | undefined> {
  const { metafile } = await build({ ...options, plugins: [lean, builtins] });
  return metafile;
}
