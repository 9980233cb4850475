import { mostInStack, namedOrAll, roomForLimits } from './callers-in-stack.ts';
import { limitedCallers } from './limits-in-stack.ts';
import { callersWithPassword, projectSecrets, type StageConfig } from './stage.ts';

type Stage = Pick<StageConfig, 'callers' | 'callersInStack' | 'providers'>;

/** The callers whose secrets are in the edge stack itself. Those of the others are in nested stacks. */
export function passwordsInStack({ callers, callersInStack }: Omit<Stage, 'providers'>): ReadonlySet<string> {
  return namedOrAll(callersWithPassword({ callers }), callersInStack.passwords, mostInStack.passwords);
}

/**
 * What to look at where callers are in nested stacks by default: a stage that grew would move those that it has.
 *
 * @returns warnings by the path of the field that ends them.
 */
export function unsaidPlaces(stage: Stage): Readonly<Record<string, string>> {
  const say = (field: 'passwords' | 'limits', many: number, otherwise: string, room: number = mostInStack[field]) => {
    const most = mostInStack[field];
    if (stage.callersInStack[field] !== undefined || many <= most) return {};
    const path = `callersInStack.${field}`;
    const atMost = room < most ? ` (${room} at most, beside the secrets that projects add)` : '';
    return {
      [path]: `${many} ${field} are more than the ${most} that are in a stack itself by default, so all of them are in nested stacks. Was the stage deployed with ${most} or fewer? Then list those callers in ${path}${atMost}: ${otherwise}. If it was not, ${path}: [] says so. See docs/operations.md, Many callers.`,
    };
  };
  return {
    ...say(
      'passwords',
      callersWithPassword(stage).length,
      'otherwise the deployment fails, since their secrets are there already',
    ),
    ...say(
      'limits',
      limitedCallers(stage).length,
      'otherwise their counts start again, and for some minutes some of their requests fail',
      roomForLimits(projectSecrets(stage.providers)),
    ),
  };
}
