import { routes } from '../../lambda/contract.ts';
import { type CallerRights, type Rights, routeName } from '../../lambda/shared/rights/rights.ts';

/** The rights of the caller that `apiEvent` asks as: every route, and what else is given. */
export function rightsOfClient(given: Partial<CallerRights> = {}): Rights {
  return { client: { routes: routes.map(routeName), only: {}, ...given } };
}
