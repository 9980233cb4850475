import type { Credentials } from '../../api/openapi.ts';
import type { Audience } from '../../api/route.ts';
import { routes } from '../../lambda/contract.ts';
import type { StageContract } from '../../lambda/openapi/create-handler.ts';
import { CHOICES_FILE, DOCUMENT_FILE, NAMED_USERS_FILE } from '../../lambda/openapi/options.ts';
import { contractFiles } from '../../lib/functions/contract-files.ts';

/**
 * What the function that answers an audience's contract is told of a stage with every provider.
 *
 * @param credentials that its callers have. Default: passwords and users' tokens.
 */
export function stageContract(audience: Audience, credentials?: readonly Credentials[]): StageContract {
  const files = contractFiles(routes, audience, credentials);
  const read = (name: string) => JSON.parse(files[name] ?? '');
  return { document: read(DOCUMENT_FILE), choices: read(CHOICES_FILE), namedUsers: read(NAMED_USERS_FILE) };
}
