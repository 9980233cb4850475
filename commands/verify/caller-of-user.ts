import { CALLER_HEADER } from '../../api/headers.ts';
import { clientOpenApiRoute } from '../../lambda/openapi/contract.ts';
import { ask } from './ask.ts';

/**
 * The caller that the stage takes a user's token for: the contract that it answers with names it.
 *
 * @returns undefined where it answers otherwise: the checks will say what is wrong.
 */
export async function callerOfUser(url: string, authorization: string): Promise<string | undefined> {
  const answer = await ask(`${url}${clientOpenApiRoute.path}`, { headers: { authorization } }).catch(() => undefined);
  const name = answer?.status === 200 ? answer.body?.[CALLER_HEADER] : undefined;
  return typeof name === 'string' ? name : undefined;
}
