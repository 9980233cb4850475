import { OpenApiDocument } from '../../api/openapi-document.ts';
import { RIGHTS_FILE } from '../shared/rights/rights.ts';
import { bundledFile } from '../shared/settings/bundled-file.ts';
import { createHandler } from './create-handler.ts';
import { CHOICES_FILE, ChoiceParameters, ContractRights, DOCUMENT_FILE } from './options.ts';

const contract = {
  document: bundledFile(DOCUMENT_FILE, OpenApiDocument),
  choices: bundledFile(CHOICES_FILE, ChoiceParameters),
};

export const handler = createHandler(contract, Date.now, bundledFile(RIGHTS_FILE, ContractRights));
