import { projectUnnamed } from '../../api/project-parameter.ts';
import { projectsRight, type RightsConfig } from '../../lib/config/rights.ts';
import type { ConnectedProvider } from './providers.ts';

type Asked = Pick<ConnectedProvider, 'id' | 'project' | 'name' | 'localPaths'>;

/** A client caller that the tools ask as. */
export interface Client {
  readonly name: string;
  readonly rights?: RightsConfig | undefined;
}

/**
 * How the providers' own tools ask; nothing where there are none, or no client caller. Only of projects that the caller
 * may have, each with its name where the caller must say it.
 */
export function withoutPassword(url: string, providers: readonly Asked[], client: Client | undefined): string[] {
  if (client === undefined) return [];
  const lines = providers.flatMap(({ id, project, name, localPaths }) => {
    const all = providers.filter((each) => each.id === id).flatMap((each) => each.project ?? []);
    const own = projectsRight(id, client.rights) ?? all;
    if (project !== undefined && !own.includes(project)) return [];
    const caller = project === undefined || projectUnnamed(own) === project ? client.name : `${client.name}/${project}`;
    return localPaths.map(({ usage }) => `  ${name}: ${usage(url, caller)}`);
  });
  return lines.length === 0 ? [] : ['Without a password, on this machine only', ...lines, ''];
}
