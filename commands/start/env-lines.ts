import { providers } from '../../lambda/providers.ts';
import { isPlain, projectVariable } from '../../lambda/shared/projects/names.ts';
import type { Offer } from '../../lib/config/check-rights.ts';
import type { StagepassConfig } from '../../lib/config/config.ts';
import { passwordVariable, variablesOf } from '../../lib/config/project-variables.ts';
import { projectNames } from '../../lib/config/projects.ts';
import { callersWithPassword } from '../../lib/config/stage.ts';
import { unknownLines } from '../environment.ts';
import { providerVariables } from './providers.ts';

/**
 * What to say of lines in `.env` that the stage takes nothing from. The file is one for all stages, so the variables of
 * the others' projects and callers are known.
 *
 * @param configured the providers of the stage that runs.
 */
export function envWarnings(envFile: string, config: StagepassConfig, configured: Offer): string[] {
  const stages = Object.values(config);
  const known = new Set([
    'PORT',
    ...stages.flatMap((stage) => callersWithPassword(stage).map(passwordVariable)),
    ...stages.flatMap((stage) => [...providerVariables(stage.providers)]),
  ]);
  const unknown = unknownLines(envFile, (variable) => known.has(variable)).map(
    (line) => `line ${line}: this variable is unknown; .env.example has all that are read`,
  );
  const unused = providers.flatMap((provider) => {
    const names = projectNames(configured[provider.id]);
    const [first] = names ?? [];
    if (first === undefined || names?.some(isPlain)) return [];
    const variables = variablesOf(provider);
    const [instead = ''] = variables.map((variable) => projectVariable(variable, first));
    return unknownLines(envFile, (variable) => !variables.includes(variable)).map(
      (line) =>
        `line ${line}: this variable isn’t used, since the stage’s projects of ${provider.id} have their own, such as ${instead}`,
    );
  });
  return [...unknown, ...unused].map((warning) => `${envFile} ${warning}`);
}
