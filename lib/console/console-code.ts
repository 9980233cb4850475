import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ISource, Source } from 'aws-cdk-lib/aws-s3-deployment';
import type { Route } from '../../api/route.ts';
import { routeTable } from '../../client/route-table.ts';
import type { ProviderDescriptor } from '../../lambda/shared/providers/provider.ts';
import { bundleConsoleParts } from '../bundling/bundle.ts';
import { bundledHere } from '../bundling/bundled-here.ts';
import { isPackage, projectRoot } from '../root.ts';
import { consoleEntry } from './console-entry.ts';
import { CORE } from './parts.ts';

/** The page's file name. */
export const indexPage = 'index.html';

const SCRIPT = 'console.js';

/** Every file of the console, by name. */
export const consoleFiles = [indexPage, 'console.css', SCRIPT, 'icon.svg'] as const;

/** The folder that the package has the console's parts in, made by build/build-package.ts. */
export const CONSOLE_AHEAD = 'console';

/** The console for a stage with these providers and routes, as an asset. */
export function consoleCode(providers: readonly ProviderDescriptor[], routes: readonly Route[]): ISource {
  const ids = providers.map(({ id }) => id);
  return Source.asset(
    projectRoot,
    bundledHere((outputDir) => writeConsole(providers, routes, outputDir), {
      console: JSON.stringify([ids, routeTable(routes)]),
    }),
  );
}

/** Writes it as one script, one stylesheet and one page, of parts that are built: no bundler is needed for that. */
export function writeConsole(
  providers: readonly ProviderDescriptor[],
  routes: readonly Route[],
  outputDir: string,
): void {
  const there = consoleParts();
  const textOf = (file: string) => {
    const text = there.get(file);
    if (text === undefined) throw new Error(`the console has no part ${file}`);
    return text;
  };
  const { parts, start } = consoleEntry(providers, routes, (file) => there.has(file));
  const script = [CORE, ...parts].map(textOf).join('') + start;
  for (const name of consoleFiles) writeFileSync(join(outputDir, name), name === SCRIPT ? script : textOf(name));
}

let built: ReadonlyMap<string, string> | undefined;

/** The parts of all consoles. They are built once a process, or, in the package, ahead. */
export function consoleParts(): ReadonlyMap<string, string> {
  built ??= isPackage ? partsAhead() : bundleConsoleParts();
  return built;
}

function partsAhead(): ReadonlyMap<string, string> {
  const folder = join(projectRoot, CONSOLE_AHEAD);
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}
