import { type Route, vendsByGet } from '../../api/route.ts';
import { routeTable } from '../../client/route-table.ts';
import { dryRunRoute } from '../../lambda/dry-run/contract.ts';
import type { ProviderDescriptor } from '../../lambda/shared/providers/provider.ts';
import { type PartKind, partFile, partVariable } from './parts.ts';

/** What a console has beside its core. */
export interface ConsoleEntry {
  /** The files of its parts. */
  readonly parts: readonly string[];
  /** The script's last statement, which starts web/console.ts with these parts. */
  readonly start: string;
}

/**
 * The decoders and sections of these providers, and nothing of others. See web/provider-pages.ts.
 *
 * @param routes those of the stage.
 * @param isThere whether there is such a part: a provider's folder may have none.
 */
export function consoleEntry(
  providers: readonly ProviderDescriptor[],
  routes: readonly Route[],
  isThere: (file: string) => boolean,
): ConsoleEntry {
  const has = (kind: PartKind) => (id: string) => isThere(partFile(kind, id));
  const ids = providers.map(({ id }) => id);
  const decoders = ids.filter(has('decode'));
  // Only stages with callers of signed-in users have the dry run.
  const dryRun = routes.some(({ name }) => name === dryRunRoute.name) ? [DRY_RUN] : [];
  const sections = [...ids.filter(has('section')), ...dryRun];
  const tokens = providers.flatMap(({ id, title, routes: own }) =>
    own.filter(vendsByGet).map((route) => {
      const fields = [
        `title: ${JSON.stringify(route.title ?? title)}`,
        ...(route.tokenField ? [`field: ${JSON.stringify(route.tokenField)}`] : []),
        ...(decoders.includes(id) ? [`decode: ${exportOf('decode', id)}`] : []),
      ];
      return `${JSON.stringify(route.name)}: { ${fields.join(', ')} },`;
    }),
  );
  const namesOf = (id: string) =>
    JSON.stringify(
      id === DRY_RUN ? [dryRunRoute.name] : routes.filter(({ provider }) => provider === id).map(({ name }) => name),
    );
  return {
    parts: [...decoders.map((id) => partFile('decode', id)), ...sections.map((id) => partFile('section', id))],
    start: [
      'void core.startConsole({',
      `routes: ${JSON.stringify(routeTable(routes))},`,
      `tokens: { ${tokens.join(' ')} },`,
      'sections: [',
      ...sections.map((id) => `{ section: ${exportOf('section', id)}, of: ${namesOf(id)} },`),
      '],',
      '});',
      '',
    ].join('\n'),
  };
}

/** The dry run's folder below lambda/. */
const DRY_RUN = 'dry-run';

function exportOf(kind: PartKind, id: string): string {
  return `${partVariable(kind, id)}.${kind}`;
}
