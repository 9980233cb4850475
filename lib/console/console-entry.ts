import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Route, vendsByGet } from '../../api/route.ts';
import { routeTable } from '../../client/route-table.ts';
import { dryRunRoute } from '../../lambda/dry-run/contract.ts';
import type { ProviderDescriptor } from '../../lambda/shared/providers/provider.ts';
import { projectRoot } from '../root.ts';

/**
 * The text of the console's first module, with imports relative to the project's folder. It starts web/console.ts with
 * the decoders and sections of these providers, and imports nothing of others. See web/provider-pages.ts.
 *
 * @param routes those of the stage.
 */
export function consoleEntry(providers: readonly ProviderDescriptor[], routes: readonly Route[]): string {
  const decoders = found(providers, 'decode', 'decode.ts');
  const sections = found(providers, 'section', 'console/section.ts');
  const tokens = providers.flatMap(({ id, title, routes: own }) => {
    const decode = decoders.get(id)?.name;
    return own.filter(vendsByGet).map((route) => {
      const fields = [
        `title: ${JSON.stringify(route.title ?? title)}`,
        ...(route.tokenField ? [`field: ${JSON.stringify(route.tokenField)}`] : []),
        ...(decode ? [`decode: ${decode}`] : []),
      ];
      return `${JSON.stringify(route.name)}: { ${fields.join(', ')} },`;
    });
  });
  // Only stages with callers of signed-in users have it.
  const dryRun = routes.some(({ name }) => name === dryRunRoute.name);
  const namesOf = (id: string) =>
    JSON.stringify(routes.filter(({ provider }) => provider === id).map(({ name }) => name));
  return [
    "import { startConsole } from './web/console.ts';",
    ...[...decoders.values(), ...sections.values()].map(({ imported }) => imported),
    ...(dryRun ? ["import { section as dryRun } from './lambda/dry-run/console/section.ts';"] : []),
    'void startConsole({',
    `routes: ${JSON.stringify(routeTable(routes))},`,
    `tokens: { ${tokens.join(' ')} },`,
    'sections: [',
    ...[...sections].map(([id, { name }]) => `{ section: ${name}, of: ${namesOf(id)} },`),
    ...(dryRun ? [`{ section: dryRun, of: ${JSON.stringify([dryRunRoute.name])} },`] : []),
    '],',
    '});',
    '',
  ].join('\n');
}

/** For each provider whose folder has this file: the line that imports its export, and the name it then has. */
function found(providers: readonly ProviderDescriptor[], exported: string, file: string) {
  return new Map(
    providers
      .map(({ id }) => ({ id, path: `lambda/${id}/${file}` }))
      .filter(({ path }) => existsSync(join(projectRoot, path)))
      .map(({ id, path }, at) => {
        const name = `${exported}${at}`;
        return [id, { name, imported: `import { ${exported} as ${name} } from './${path}';` }];
      }),
  );
}
