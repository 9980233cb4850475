import { usageLimit } from './caller.ts';
import { mostInStack, roomForLimits } from './callers-in-stack.ts';
import { callersWithPassword, projectSecrets, type StageConfig } from './stage.ts';

type Stage = Pick<StageConfig, 'callers' | 'callersInStack' | 'providers'>;

/** The callers with a limit of API Gateway's, disabled ones too. */
export function limitedCallers({ callers }: Pick<StageConfig, 'callers'>): string[] {
  return Object.entries(callers).flatMap(([name, caller]) => (usageLimit(caller) === undefined ? [] : [name]));
}

/** The callers whose secrets are in the edge stack itself. Those of the others are in nested stacks. */
export function passwordsInStack({ callers, callersInStack }: Omit<Stage, 'providers'>): ReadonlySet<string> {
  return inStack(callersWithPassword({ callers }), callersInStack.passwords, mostInStack.passwords);
}

/** The callers whose usage plans are in the API stack itself. Those of the others are in nested stacks. */
export function limitsInStack(stage: Stage): ReadonlySet<string> {
  return inStack(limitedCallers(stage), stage.callersInStack.limits, roomForLimits(projectSecrets(stage.providers)));
}

/**
 * All or none by default. To move is to be made anew, so a part of them would be a different part with each caller that
 * comes or goes.
 */
function inStack(all: readonly string[], named: readonly string[] | undefined, room: number): ReadonlySet<string> {
  if (named === undefined) return new Set(all.length > room ? [] : all);
  return new Set(all.filter((name) => named.includes(name)));
}

/**
 * What to look at where callers are in nested stacks by default: a stage that grew would move those that it has.
 *
 * @returns warnings by the path of the field that ends them.
 */
export function unsaidPlaces(stage: Stage): Readonly<Record<string, string>> {
  const say = (field: 'passwords' | 'limits', many: number, room: number, otherwise: string) => {
    if (stage.callersInStack[field] !== undefined || many <= room) return {};
    const path = `callersInStack.${field}`;
    return {
      [path]: `${many} ${field} are more than the ${room} that a stack has room for, so they are in nested stacks. Was the stage deployed with ${room} or fewer? Then list those callers in ${path}: ${otherwise}. If it was not, ${path}: [] says so. See docs/operations.md, Many callers.`,
    };
  };
  return {
    ...say(
      'passwords',
      callersWithPassword(stage).length,
      mostInStack.passwords,
      'otherwise the deployment fails, since their secrets are there already',
    ),
    ...say(
      'limits',
      limitedCallers(stage).length,
      roomForLimits(projectSecrets(stage.providers)),
      'otherwise their counts start again, and for some minutes some of their requests fail',
    ),
  };
}
