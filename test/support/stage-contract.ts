import type { Audience } from '../../api/route.ts';
import { routes } from '../../lambda/contract.ts';
import type { StageContract } from '../../lambda/openapi/create-handler.ts';
import { CHOICES_FILE, DOCUMENT_FILE } from '../../lambda/openapi/options.ts';
import { contractFiles } from '../../lib/functions/contract-files.ts';

/** What the function that answers an audience's contract is told of a stage with every provider. */
export function stageContract(audience: Audience): StageContract {
  const files = contractFiles(routes, audience);
  return { document: JSON.parse(files[DOCUMENT_FILE] ?? ''), choices: JSON.parse(files[CHOICES_FILE] ?? '') };
}
